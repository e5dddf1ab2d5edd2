"""Deferred acceptance (Gale and Shapley 1962): seekers propose, each slot holds its best.

With strict preferences the result does not depend on the order of seekers. A slot is an
employer's vacancies at one level; ties in score go to the smaller key. Rivals are applicants
without a list of their own: they have applied to one slot before anybody proposes, lose ties,
and go home when they are ousted.
"""

from __future__ import annotations

import numpy as np

from sim.core.kernel import inlined, kernel

RIVAL = -1
"""Holder of a place that a rival holds."""


@kernel
def count_applicants(slots, lengths, counts):
    """Add to ``counts`` how many applications each slot receives."""
    for seeker in range(len(lengths)):
        for i in range(lengths[seeker]):
            counts[slots[seeker, i]] += 1


@inlined
def ranks_below(score, key, other_score, other_key):
    """Whether an employer ranks one applicant below another."""
    return score < other_score or (score == other_score and key > other_key)


@inlined
def key_of(holder, keys):
    """Key that breaks ties; that of a rival is above all others."""
    return keys[holder] if holder != RIVAL else np.uint64(0xFFFFFFFFFFFFFFFF)


@inlined
def below(i, j, keys, holder, held_score):
    """Whether the applicant held at place ``i`` is ranked below the one at ``j``."""
    return ranks_below(held_score[i], key_of(holder[i], keys), held_score[j], key_of(holder[j], keys))


@inlined
def swap(i, j, holder, held_score):
    """Exchange two places of a heap."""
    holder[i], holder[j] = holder[j], holder[i]
    held_score[i], held_score[j] = held_score[j], held_score[i]


@inlined
def sink(root, parent, size, keys, holder, held_score):
    """Move an entry of a slot's heap down until both its children are stronger."""
    while 2 * parent + 1 < size:
        child = 2 * parent + 1
        if child + 1 < size and below(root + child + 1, root + child, keys, holder, held_score):
            child += 1
        if not below(root + child, root + parent, keys, holder, held_score):
            break
        swap(root + child, root + parent, holder, held_score)
        parent = child


@inlined
def weakest(slot, size, ordered, root, keys, holder, held_score):
    """Bring the weakest of a full slot to its root: from the first time on its holders form a heap."""
    if not ordered[slot]:
        ordered[slot] = True
        for parent in range(size // 2 - 1, -1, -1):
            sink(root, parent, size, keys, holder, held_score)


@inlined
def propose(
    seeker, keys, slots, scores, capacity, start, holder, held_score, held, ordered, turn, match, rivals
):  # fmt: skip
    """One proposal. Returns who proposes next: -1 if nobody, else the rejected or the ousted seeker."""
    slot, score = slots[seeker, turn[seeker]], scores[seeker, turn[seeker]]
    root, size = start[slot], capacity[slot]
    if held[slot] < size:
        place = root + held[slot]
        held[slot] += 1
        holder[place], held_score[place], match[seeker] = seeker, score, slot
        return -1
    weakest(slot, size, ordered, root, keys, holder, held_score)
    if size == 0 or ranks_below(score, keys[seeker], held_score[root], key_of(holder[root], keys)):
        turn[seeker] += 1
        return seeker
    ousted = holder[root]
    if ousted == RIVAL:
        rivals[slot] -= 1
    else:
        match[ousted] = -1
        turn[ousted] += 1
    holder[root], held_score[root], match[seeker] = seeker, score, slot
    sink(root, 0, size, keys, holder, held_score)
    return ousted


@kernel
def seat_rivals(rival_start, rival_score, keys, capacity, start, holder, held_score, held, ordered):
    """Each slot holds the strongest of its rivals."""
    for slot in range(len(capacity)):
        root = start[slot]
        if capacity[slot] == 0:
            continue
        for i in range(rival_start[slot], rival_start[slot + 1]):
            if held[slot] < capacity[slot]:
                place = root + held[slot]
                held[slot] += 1
                holder[place], held_score[place] = RIVAL, rival_score[i]
                continue
            weakest(slot, capacity[slot], ordered, root, keys, holder, held_score)
            if rival_score[i] > held_score[root]:
                held_score[root] = rival_score[i]
                sink(root, 0, capacity[slot], keys, holder, held_score)


@kernel
def settle(
    keys, slots, scores, lengths, capacity, start, holder, held_score, held, ordered, turn, match, rivals
):  # fmt: skip
    """Let every seeker propose until nobody is left who wants to and can.

    ``rivals``, places that they hold, int64 [slots], falls as they are ousted.
    """
    for entrant in range(len(lengths)):
        seeker = entrant
        while seeker >= 0 and turn[seeker] < lengths[seeker]:
            seeker = propose(
                seeker, keys, slots, scores, capacity, start, holder, held_score, held, ordered, turn, match,
                rivals,
            )  # fmt: skip


MUCH_ROOM = 1 << 17
"""Places for which room is made without asking whether so many apply."""


def _capacity(slots, lengths, vacancies, rival_start) -> np.ndarray:
    """Places of each slot, int64 [slots]: its vacancies, and where those are countless those who apply."""
    if vacancies.sum() <= MUCH_ROOM:
        return vacancies.astype(np.int64)
    counts = np.diff(rival_start)
    count_applicants(slots, lengths, counts)
    return np.minimum(vacancies, counts).astype(np.int64)


def deferred_acceptance(
    keys: np.ndarray,
    slots: np.ndarray,
    scores: np.ndarray,
    lengths: np.ndarray,
    vacancies: np.ndarray,
    rival_start: np.ndarray,
    rival_score: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Slot of each seeker int64 [seekers], or -1; and places that rivals hold, int64 [slots].

    Parameters
    ----------
    keys : uint64 [seekers], identities, which break ties.
    slots : int64 [seekers or more, longest list], slots in falling order of the seeker's preference.
    scores : float64 [seekers or more, longest list], how the slot's employer ranks the seeker.
    lengths : int64 [seekers], applications on each list.
    vacancies : int [slots], how many each slot can take.
    rival_start : int64 [slots + 1], where the rivals of each slot begin in ``rival_score``.
    rival_score : float64 [rivals], how the employer ranks them.
    """
    capacity = _capacity(slots, lengths, vacancies, rival_start)
    start = np.concatenate([[0], np.cumsum(capacity)])
    match = np.full(len(lengths), -1, np.int64)
    holder, held_score = np.zeros(start[-1], np.int64), np.zeros(start[-1])
    held = np.zeros(len(capacity), np.int64)
    ordered = np.zeros(len(capacity), np.bool_)
    seat_rivals(rival_start, rival_score, keys, capacity, start, holder, held_score, held, ordered)
    rivals = held.copy()
    settle(
        keys, slots, scores, lengths, capacity, start, holder, held_score, held, ordered,
        np.zeros(len(lengths), np.int64), match, rivals,
    )  # fmt: skip
    return match, rivals
