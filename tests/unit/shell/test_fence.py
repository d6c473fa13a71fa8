"""Our two import names are ours alone, or the program says who is in the way."""

from __future__ import annotations

from pathlib import Path

from workers.fence import find_intruders, judge_owners, judge_places


def test_nobody_is_in_the_way_here():
    assert find_intruders() == ()


def test_another_distribution_with_our_name_is_named():
    (said,) = judge_owners({"pipeline": ["followthrough", "other-pipeline"], "workers": ["followthrough"]})
    assert "'pipeline' also belongs to other-pipeline" in said


def test_a_checkout_that_is_not_installed_is_fine():
    assert judge_owners({}) == ()


def test_packages_in_two_folders_are_told():
    (said,) = judge_places({"pipeline": Path("/srv/app"), "workers": Path("/home/somebody")})
    assert "/srv/app" in said
    assert "/home/somebody" in said


def test_a_folder_without_an_init_is_no_package():
    (said,) = judge_places({"pipeline": None, "workers": Path("/srv/app")})
    assert "'pipeline' is not a regular package" in said
