"""Programs that try to be told right without a right answer."""


def test_the_program_gets_no_pass_does_nothing_and_leaves_the_room_whole(held, forging):
    held(forging)
