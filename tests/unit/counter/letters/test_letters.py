from fake_provider import NOW, Clock
from thiqa.counter.letters import Writer, read_letter
from thiqa.counter.letters.models import fingerprint
from thiqa.crypto import Algorithm, Signer, generate_key

ALICE, BOB = "https://alice.example", "https://bob.example/tax"


def test_a_letter_says_what_its_writer_wrote() -> None:
    signer = Signer(generate_key(Algorithm.ES256))
    text = Writer(ALICE, signer, Clock()).write("question+jwt", BOB, {"a": [1, "ⴰ", None]})
    letter = read_letter(
        text, [signer.verification_key], kind="question+jwt", sender=ALICE, recipient=BOB, now=NOW
    )
    assert letter.body == {"a": [1, "ⴰ", None]}
    assert (letter.sender, letter.recipient, letter.text) == (ALICE, BOB, text)


def test_two_letters_of_the_same_words_are_two_letters() -> None:
    writer = Writer(ALICE, Signer(generate_key(Algorithm.ES256)), Clock())
    first, second = (writer.write("question+jwt", BOB, {}) for _ in range(2))
    assert fingerprint(first) != fingerprint(second)
