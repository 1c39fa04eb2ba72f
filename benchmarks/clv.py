"""Fits and scores customer value inside the warehouse, against scipy and lifetimes.

One million simulated customers of the BG/NBD process (daily, two years). The SQL is the project's:
the macros of macros/statistics, rendered here. `lifetimes` is timed on a sample where a path to a
Python that has it is given (it needs old numpy); it is extrapolated linearly and says so.

    python benchmarks/clv.py [--customers 1000000] [--lifetimes-python PATH]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import duckdb
import jinja2
import numpy as np
import yaml
from scipy import optimize, special

# ruff: noqa: T201 -- a benchmark reports on the terminal
PROJECT = Path(__file__).resolve().parents[1]
TRUTH = {"r": 0.8, "alpha": 6.0, "a": 0.9, "b": 2.5}
DAYS = 730
UNIT = 7
HORIZON = 365 / UNIT
LIFETIMES = """
import sys, time, pandas as pd
from lifetimes import BetaGeoFitter
data = pd.read_csv(sys.argv[1])
begin = time.process_time()
fit = BetaGeoFitter().fit(data.frequency, data.recency, data.age)
fitted = time.process_time() - begin
begin = time.process_time()
fit.conditional_expected_number_of_purchases_up_to_time(52, data.frequency, data.recency, data.age)
print(fitted, time.process_time() - begin, *fit.params_[["r", "alpha", "a", "b"]])
"""


def draw_ages(customers: int, rng: np.random.Generator) -> np.ndarray:
    """Draw how many days each customer has been one at the end."""
    return rng.integers(1, DAYS + 1, customers)


def purchases(
    age: np.ndarray, truth: dict[str, float], rng: np.random.Generator
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield rounds of repeat purchases (customers, days after the first) of the BG/NBD process."""
    rate = rng.gamma(truth["r"], 1 / (truth["alpha"] * UNIT), len(age))
    drop = rng.beta(truth["a"], truth["b"], len(age))
    clock = np.zeros(len(age))
    alive = np.arange(len(age))
    while alive.size:
        clock[alive] += rng.exponential(1 / rate[alive])
        alive = alive[clock[alive] <= age[alive]]
        yield alive, np.ceil(clock[alive]).astype(np.int64)
        alive = alive[rng.random(alive.size) > drop[alive]]


def simulate(customers: int, seed: int) -> dict[str, np.ndarray]:
    """Draw (frequency, recency, age) of customers, in days, from the BG/NBD process."""
    rng = np.random.default_rng(seed)
    age = draw_ages(customers, rng)
    frequency = np.zeros(customers, dtype=np.int64)
    recency = np.zeros(customers, dtype=np.int64)
    for buyers, day in purchases(age, TRUTH, rng):
        frequency[buyers] += day > recency[buyers]
        recency[buyers] = day
    return {"frequency": frequency, "recency": recency, "age": age}


def render(template: str) -> str:
    """Return SQL of the project's macros, without dbt."""
    environment = jinja2.Environment(extensions=["jinja2.ext.do"], autoescape=False)
    names = ["maximise_likelihood", "fit_btyd", "within_bounds", "round_significant"]
    names.append("is_in_start_sample")
    sources = [PROJECT / "macros" / "statistics" / f"{name}.sql" for name in names]
    variables = yaml.safe_load((PROJECT / "dbt_project.yml").read_text())["vars"]
    macros = "".join(source.read_text() for source in sources)
    return environment.from_string(macros + template, {"var": variables.get}).render()


def fit_in_sql(connection: duckdb.DuckDBPyConnection) -> list[float]:
    """Fit BG/NBD by the project's recursive CTE, with what int_clv_patterns and _counts do."""
    connection.execute(
        render(f"""
        create or replace temp table patterns as
        with days as (
            select frequency, recency, age, cast(count(*) as double) as customers
            from customers group by frequency, recency, age
        ),
        with_samples as (
            select 0 as data_id, frequency, recency, age, customers from days
            union all
            select
                1 as data_id, frequency, recency, age,
                case when customers >= {{{{ var('clv_sample_every') }}}}
                then customers / {{{{ var('clv_sample_every') }}}} else customers end as customers
            from days
            where
                customers >= {{{{ var('clv_sample_every') }}}}
                or {{{{ is_in_start_sample('frequency', 'recency', 'age') }}}}
        )
        select data_id, frequency, recency / {UNIT} as recency, age / {UNIT} as age, customers
        from with_samples
    """)
    )
    connection.execute("""
        create or replace temp table counts as
        with by_frequency as (
            select data_id, frequency, sum(customers) as customers
            from patterns group by data_id, frequency
        )
        select
            data_id, j,
            sum(case when frequency > j then customers else 0 end) as more_customers,
            sum(customers) as reached_customers
        from by_frequency
        inner join range(0, (select max(frequency) + 1 from by_frequency)) as levels (j)
            on frequency >= j
        group by data_id, j
    """)
    connection.execute(f"""
        create or replace temp table fit_groups as
        select
            0 as fit_id, 0 as data_id, 1 as sample_id, 0 as drops_at_start, count(*) as customers,
            0.0 as prior_precision, 1.0 / 9 as fallback_precision,
            0.0 as prior_r, ln(median(age) / {UNIT}) as prior_alpha, 0.0 as prior_a, 0.0 as prior_b
        from customers
    """)
    sql = render("{{ fit_btyd('fit_groups', 'patterns', 'counts') }}")
    row = connection.execute(f"select r, alpha, a, b, fit_status from ({sql})").fetchone()
    assert row is not None, "the fit found no maximum"
    assert row[4] == "ok", "the fit found no maximum"
    return list(row[:4])


def score_in_sql(connection: duckdb.DuckDBPyConnection, parameters: list[float]) -> float:
    """Score every customer as int_clv_gains and int_customer_scores do; return all orders."""
    r, alpha, a, b = parameters
    connection.execute(f"""
        create or replace temp table gains as
        with ages as (
            select distinct frequency, customers.age / {UNIT} as age, customers.age as age_days
            from customers
        ),
        terms as (
            select
                cast(
                    ceil(-32 / ln(max({HORIZON} / ({alpha} + age + {HORIZON})))) + 32 as int
                ) as n
            from ages
        ),
        factors as (
            select frequency, k, case when k = 0 then 1.0 else
                ({a} + {b} - 1 - {r} + k - 1) * ({a} - 1 + k - 1)
                / (({a} + {b} - 1 + frequency + k - 1) * k) end as factor
            from (select distinct frequency from ages), terms, range(0, terms.n) as steps (k)
        ),
        coefficients as (
            select frequency, k, exp(sum(ln(greatest(abs(factor), 1e-300))) over up_to) * case
                when sum(case when factor < 0 then 1 else 0 end) over up_to % 2 = 1 then -1.0
                else 1.0
            end as coefficient from factors
            window up_to as (partition by frequency order by k rows unbounded preceding)
        ),
        lists as (
            select frequency, list(coefficient order by k) as c from coefficients
            group by frequency
        ),
        powers as (
            select age_days, z, list_transform(range(0, terms.n), lambda k: pow(z, k)) as p
            from (
                select distinct age_days, {HORIZON} / ({alpha} + age + {HORIZON}) as z from ages
            ), terms
        )
        select ages.frequency, ages.age_days, ({a} + {b} - 1 + ages.frequency) / ({a} - 1)
            * (1 - pow(1 - z, {a} - 1) * list_dot_product(c, p)) as gain
        from ages inner join lists using (frequency) inner join powers using (age_days)
    """)
    connection.execute(f"""
        create or replace temp table scores as
        select
            customers.*,
            case when frequency = 0 then 1.0 else 1 / (1 + {a} / ({b} + frequency - 1) * pow(
                ({alpha} + customers.age / {UNIT}) / ({alpha} + recency / {UNIT}), {r} + frequency
            )) end * gain as orders
        from customers inner join gains using (frequency)
        where gains.age_days = customers.age
    """)
    return float(connection.execute("select sum(orders) from scores").fetchone()[0])  # type: ignore[index]


def fit_with_scipy(patterns: dict[str, np.ndarray]) -> list[float]:
    """Fit the same likelihood by L-BFGS-B with numeric gradients, on the same patterns."""
    x, recency, age, weight = (
        patterns[name] for name in ("frequency", "recency", "age", "customers")
    )

    def negative(logs: np.ndarray) -> float:
        r, alpha, a, b = np.exp(logs)
        start = special.gammaln(r + x) - special.gammaln(r) + r * np.log(alpha)
        start += special.betaln(a, b + x) - special.betaln(a, b)
        alive = -(r + x) * np.log(alpha + age)
        last = np.log(a) - np.log(b + np.maximum(x, 1) - 1) - (r + x) * np.log(alpha + recency)
        both = np.where(x > 0, np.logaddexp(alive, np.where(x > 0, last, -np.inf)), alive)
        return float(-(weight * (start + both)).sum() / weight.sum())

    start = [0.0, float(np.log(np.median(np.repeat(age, 1)))), 0.0, 0.0]
    found = optimize.minimize(
        negative, start, method="L-BFGS-B", options={"ftol": 1e-14, "gtol": 1e-9}
    )
    return [float(value) for value in np.exp(found.x)]


def score_with_scipy(data: dict[str, np.ndarray], parameters: list[float]) -> float:
    """Score every customer with scipy's hypergeometric function; return the sum of orders."""
    r, alpha, a, b = parameters
    x, recency, age = data["frequency"], data["recency"] / UNIT, data["age"] / UNIT
    series = special.hyp2f1(r + x, b + x, a + b + x - 1, HORIZON / (alpha + age + HORIZON))
    gain = (
        (a + b + x - 1)
        / (a - 1)
        * (1 - series * ((alpha + age) / (alpha + age + HORIZON)) ** (r + x))
    )
    gone = (x > 0) * a / (b + np.maximum(x, 1) - 1) * ((alpha + age) / (alpha + recency)) ** (r + x)
    return float((gain / (1 + gone)).sum())


Result = TypeVar("Result")


def timed(label: str, work: Callable[[], Result]) -> tuple[Result, float]:
    """Run, print wall and processor seconds, return the result and the processor seconds."""
    wall, processor = time.perf_counter(), time.process_time()
    result = work()
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    print(f"{label:<44} {wall:8.2f} s wall {processor:8.2f} s processor")
    return result, processor


def time_lifetimes(python: str, data: dict[str, np.ndarray], customers: int) -> tuple[float, float]:
    """Fit and score customers in another Python that has lifetimes; return processor seconds."""
    with tempfile.TemporaryDirectory() as folder:
        sample = Path(folder) / "sample.csv"
        rows = np.column_stack(
            [
                data["frequency"][:customers],
                data["recency"][:customers] / UNIT,
                data["age"][:customers] / UNIT,
            ]
        )
        np.savetxt(sample, rows, delimiter=",", header="frequency,recency,age", comments="")
        run = subprocess.run(
            [python, "-W", "ignore", "-c", LIFETIMES, str(sample)],
            capture_output=True,
            text=True,
            check=True,
        )
    fitted, scored, *parameters = map(float, run.stdout.split())
    print(
        f"lifetimes, {customers} customers: fit {fitted:.2f} s processor, score {scored:.2f} s; "
        f"{parameters}"
    )
    return fitted, scored


def main() -> None:
    """Run the comparison and print it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--lifetimes-customers", type=int, default=100_000)
    parser.add_argument("--lifetimes-python")
    arguments = parser.parse_args()
    data = simulate(arguments.customers, seed=1)
    connection = duckdb.connect(config={"threads": 2})
    connection.register("simulated", {name: values for name, values in data.items()})
    connection.execute("create table customers as select * from simulated")
    in_sql, fitting = timed("fit in SQL (patterns, counts, Newton)", lambda: fit_in_sql(connection))
    patterns = connection.execute("select * from patterns where data_id = 0").fetchnumpy()
    by_scipy, scipy_fitting = timed(
        "fit with scipy L-BFGS-B on the patterns", lambda: fit_with_scipy(patterns)
    )
    sql_orders, scoring = timed("score in SQL", lambda: score_in_sql(connection, in_sql))
    scipy_orders, scipy_scoring = timed(
        "score with scipy hyp2f1", lambda: score_with_scipy(data, in_sql)
    )
    report = {"patterns": len(patterns["age"]), "sql": in_sql, "scipy": by_scipy}
    print(json.dumps(report, indent=1))
    print(f"orders expected: SQL {sql_orders:.6f}, scipy {scipy_orders:.6f}")
    report_ratios("scipy", scipy_fitting / fitting, scipy_scoring / scoring)
    print(f"  both {(scipy_fitting + scipy_scoring) / (fitting + scoring):.1f}")
    if arguments.lifetimes_python:
        sample = min(arguments.lifetimes_customers, arguments.customers)
        fitted, scored = time_lifetimes(arguments.lifetimes_python, data, sample)
        scale = arguments.customers / sample
        report_ratios("lifetimes", scale * fitted / fitting, scale * scored / scoring)
        print(f"  both {scale * (fitted + scored) / (fitting + scoring):.1f}")


def report_ratios(name: str, fit: float, score: float) -> None:
    """Print how many times our processor seconds another one needs."""
    print(f"{name} over SQL, processor seconds: fit {fit:.1f}, score {score:.1f}")


if __name__ == "__main__":
    main()
