"""Money of a call moved at random: whatever is tried, in whatever order, also at the same instant, the envelope, the
funders, the awards and their instalments agree to the centime (DESIGN.md section 5, rule 7)."""

import contextvars
import random
import threading

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from noress.core.database import writing
from noress.core.errors import RuleError
from noress.extensions import db
from tests.conftest import empty_database
from tests.domain.payments.money import AMOUNT, Money
from tests.engines import ENGINE

PAY = ["ask", "order", "pay"]
ACTS = [*PAY, "fail", "refuse_instalment", "cancel_instalment", "replan"]
places, numbers = st.integers(0, 3), st.sampled_from([0, 0, 1])
amounts = st.integers(1, AMOUNT + 1) | st.sampled_from([1, AMOUNT - 1, AMOUNT])
stories = st.tuples(
    st.sampled_from([PAY, [*PAY, "fail"], [*PAY, *PAY], PAY[:2], []]),
    st.lists(st.sampled_from(ACTS), max_size=5),
).map(lambda parts: [*parts[0], *parts[1]])
#: decisions that are taken back are seldom those of the project whose money moves
others = st.sampled_from([1, 2, 3, 1, 2, 3, 1, 2, 3, 0])
#: examples of one run, and how long each goes on; a statement takes longer to reach PostgreSQL
EXAMPLES, STEPS = (7, 12) if ENGINE == "sqlite" else (4, 10)


class MoneyMachine(RuleBasedStateMachine):
    """Its rules are what people do; a refusal leaves everything as it was."""

    #: the fixture: a transaction
    work = None

    @initialize(first=st.integers(1, AMOUNT - 1))
    def begin(self, first):
        db.session.remove()  # what the example before has read is gone
        empty_database()
        self.money = Money.make(type(self).work)
        self.money.attempt(lambda: self.money.select(0, AMOUNT))
        self.money.sign(0, first)

    @rule(place=places, amount=amounts)
    def select(self, place, amount):
        self.money.attempt(lambda: self.money.select(place, amount))

    @rule(place=others)
    def refuse(self, place):
        self.money.attempt(lambda: self.money.refuse(place))

    @rule(place=others)
    def withdraw(self, place):
        self.money.attempt(lambda: self.money.withdraw(place))

    @rule(place=others)
    def cancel(self, place):
        self.money.attempt(lambda: self.money.cancel(place))

    @rule(place=places, first=amounts)
    def sign(self, place, first):
        self.money.sign(place, first)

    @rule(number=numbers, acts=stories, amount=amounts)
    def move(self, number, acts, amount):
        """An instalment of the signed project through what people do, in an order that is mostly the right one."""
        self._move(0, number, acts, amount)

    @rule(place=places, number=numbers, acts=stories, amount=amounts)
    def move_any(self, place, number, acts, amount):
        self._move(place, number, acts, amount)

    def _move(self, place, number, acts, amount):
        for act in acts:
            if act == "replan":
                self.money.attempt(lambda: self.money.replan(place, amount))
            else:
                self.money.attempt(lambda act=act: getattr(self.money, act)(place, number))
        self.money.check()

    @invariant()
    def every_sum_agrees(self):
        if hasattr(self, "money"):
            self.money.check()


def test_whatever_is_done_with_money_every_sum_agrees(work):
    MoneyMachine.work = staticmethod(work)
    run_state_machine_as_test(
        MoneyMachine,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, database=None, derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip


THREADS, ACTS = 4, 10


def test_several_at_once_never_promise_nor_pay_more_than_there_is(app, work):
    """Each thread does its own random acts on the same few files; a barrier makes them begin every act together."""
    money, chance = Money.make(work), random.Random(2026)
    money.attempt(lambda: money.select(0, AMOUNT))
    money.sign(0, AMOUNT // 3)
    scripts = [[_act(money, chance) for _ in range(ACTS)] for _ in range(THREADS)]
    together, wrong = threading.Barrier(THREADS), list[BaseException]()

    def run(script):
        with app.app_context():
            for act in script:
                together.wait(timeout=60)
                with writing():
                    try:
                        act()
                        db.session.commit()
                    except RuleError:
                        db.session.rollback()
                    except BaseException as error:
                        db.session.rollback()
                        wrong.append(error)
                    finally:
                        db.session.remove()

    db.session.rollback()
    threads = [threading.Thread(target=contextvars.Context().run, args=(run, one)) for one in scripts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    money.check()


def _act(money, chance):
    """Mostly on the signed one, whose money moves; sometimes a decision on any."""
    place, number, amount = chance.randrange(4), chance.randrange(2), chance.randint(1, AMOUNT)
    return chance.choice([
        lambda: money.select(place, amount), lambda: money.select(place, AMOUNT), lambda: money.cancel(place),
        lambda: money.withdraw(place), lambda: money.refuse(place), lambda: money.ask(0, number),
        lambda: money.ask(0, number), lambda: money.order(0, number), lambda: money.order(0, number),
        lambda: money.pay(0, number), lambda: money.pay(0, number), lambda: money.fail(0, number),
        lambda: money.cancel_instalment(0, number), lambda: money.replan(0, amount),
    ])  # fmt: skip
