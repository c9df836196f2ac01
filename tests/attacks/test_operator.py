"""Programs that call the operator which they were asked to write."""


def test_the_program_gets_no_pass_does_nothing_and_leaves_the_room_whole(held, operator):
    held(operator)
