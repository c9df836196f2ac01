"""Programs that try to do something to the machine."""


def test_the_program_gets_no_pass_does_nothing_and_leaves_the_room_whole(held, harm):
    held(harm)
