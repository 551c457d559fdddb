"""Asks a handful of questions in a new order each time."""
import random

QUESTIONS = [
    ("The largest planet?", "Jupiter"),
    ("The smallest prime?", "2"),
    ("The author of Emma?", "Austen"),
]


def main():
    order = random.shuffle(QUESTIONS)
    right = 0
    for question, answer in order:
        right += input(question + " ") == answer
    print(right, "of", len(QUESTIONS))


if __name__ == "__main__":
    main()
