"""Classes that take part as a whole: pupils of a grade of a school, dealt out, and the classes drawn by lot.

Nobody of a class applies, so that no barrier to coming and no zeal decides who is there: the shares of the
groups are those of the schools.
"""

from __future__ import annotations

import numpy as np

from sim.core.columns import SCHOOL_OVER
from sim.core.draws import SCALE, Call, words
from sim.core.kernel import inlined, kernel
from sim.core.people.applicants import eligible


@kernel
def count_pupils(people, blocks, p, plan, pupils):
    """Add to ``pupils`` [schools, grades] those who may take part; returns how many."""
    able = 0
    for start, stop in blocks:
        for row in range(start, stop):
            if eligible(people, row, p, plan):
                pupils[people.school[row], people.grade[row]] += 1
                able += 1
    return able


@inlined
def lot_of_class(school, grade, which, p, year, k0, k1, plan):
    """Lot of one class, 32 bits."""
    key = np.uint64((school * (SCHOOL_OVER + 1) + grade) * 65536 + which)
    lot, _, _, _ = words(key, year, Call.CLASS + plan.luck[p], k0, k1)
    return lot


@kernel
def classes(people, blocks, p, year, k0, k1, pupils, plan, rows, ranks):
    """Fill ``rows`` and ``ranks`` with pupils of all classes, those of a class together; returns how many.

    Those who stay away that day, one less the take-up, are left out.
    """
    count, size = 0, plan.class_size[p]
    for start, stop in blocks:
        for row in range(start, stop):
            if not eligible(people, row, p, plan):
                continue
            school, grade = np.int64(people.school[row]), np.int64(people.grade[row])
            many = max(1, (pupils[school, grade] + size // 2) // size)
            place, lot, stays, _ = words(people.key[row], year, Call.SEAT + plan.luck[p], k0, k1)
            if float(stays) * SCALE < plan.take_up[p]:
                which = np.int64((place * np.uint64(many)) >> np.uint64(32))
                drawn = lot_of_class(school, grade, which, p, year, k0, k1, plan)
                rows[count] = row
                ranks[count] = (drawn << np.uint64(32)) | lot
                count += 1
    return count
