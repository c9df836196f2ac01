"""Programs whose answers are not what they look like."""


def test_the_program_gets_no_pass_does_nothing_and_leaves_the_room_whole(held, lying):
    held(lying)
