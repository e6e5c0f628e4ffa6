"""What becomes of a payment once somebody is at its page."""

from dataclasses import dataclass

from thiqa.base import Clock, Money
from thiqa.counter.payments.models import State
from thiqa.counter.sandbox.payments.notifying import Notifier
from thiqa.counter.sandbox.payments.store import Payment, Store
from thiqa.counter.sandbox.payments.switches import SLOW_SECONDS, Course


@dataclass(frozen=True, slots=True)
class Till:
    """Takes the payer's decision, once."""

    store: Store
    notifier: Notifier
    clock: Clock

    def pay(self, payment_id: str, course: Course) -> Payment | None:
        """Pay as the trial wants it to go; a payment that somebody decided on stays as it is."""
        with self.store.changing():
            payment = self.store.of_id(payment_id)
            if payment is None or payment.state != State.CREATED:
                return payment
            now = self.clock()
            settles_at = now + (SLOW_SECONDS if course is Course.SLOW else 0)
            payment = self.store.move(
                payment, State.PROCESSING, course=course.value, settles_at=settles_at
            )
            self.notifier.note(payment)
            return payment if course is Course.SLOW else self._settle(payment)

    def cancel(self, payment_id: str) -> Payment | None:
        """Let the payer go without paying."""
        with self.store.changing():
            payment = self.store.of_id(payment_id)
            if payment is None or payment.state != State.CREATED:
                return payment
            return self._end(payment, State.CANCELLED)

    def give_back(self, payment: Payment, key: str, amount: Money) -> Payment:
        """Give money back, if so much is left, and tell the merchant."""
        with self.store.changing():
            before = payment.sequence
            payment = self.store.give_back(payment, key, amount.minor, self.clock())
            if payment.sequence > before:
                self.notifier.note(payment)
        return payment

    def move_on(self) -> int:
        """Settle what the bank has decided by now, and end what nobody paid in time."""
        with self.store.changing():
            moving = self.store.moving(self.clock())
            for payment in moving:
                if payment.state == State.PROCESSING:
                    self._settle(payment)
                else:
                    self._end(payment, State.EXPIRED)
        return len(moving)

    def _settle(self, payment: Payment) -> Payment:
        if payment.course == Course.DECLINED:
            return self._end(payment, State.DECLINED)
        payment = self.store.move(payment, State.PAID, paid_at=self.clock())
        self.notifier.note(payment)
        return payment

    def _end(self, payment: Payment, state: State) -> Payment:
        payment = self.store.move(payment, state)
        self.notifier.note(payment)
        return payment
