"""Programs that look for the answer, or for anything that they were not given."""


def test_the_program_gets_no_pass_does_nothing_and_leaves_the_room_whole(held, finding):
    held(finding)
