# Set-up, the main job and the checks. `make` alone lists what there is.
PYTHON ?= python3
BIN := .venv/bin
SAMPLE := build/sample
OUT := build/out
# Compiled bytecode halves start-up; some environments switch it off.
unexport PYTHONDONTWRITEBYTECODE
export DAGSTER_DISABLE_TELEMETRY := yes
export DBT_SEND_ANONYMOUS_USAGE_STATS := false

.DEFAULT_GOAL := help
.PHONY: help setup run s3 test test_lrs test_oidc test_s3 test_browser fuzz spark chaos bench bench_docs lint audit fix dev lock sample_landing clean

help:  ## list the targets
	@grep -hE '^[a-z_]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

setup: .venv/.ready  ## virtual environment in .venv, pinned versions

.venv/.ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("ladder needs Python 3.11 or newer, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-compile --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q -j 2 .venv/lib > /dev/null || true
	@touch $@

run: setup $(SAMPLE)/.ready  ## score the sample centre; prints the path of the report
	$(BIN)/ladder run --exports $(SAMPLE) --out $(OUT)

$(SAMPLE)/.ready: .venv/.ready $(wildcard competency/simulation/*.py)
	rm -rf $(SAMPLE)
	$(BIN)/ladder simulate $(SAMPLE)
	@touch $@

s3: .venv/.s3  ## what s3:// addresses need: exports and results on object storage

.venv/.s3: requirements-s3.lock .venv/.ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-s3.lock
	@touch $@

test: setup lint  ## every check; one command for contributors and CI
	$(BIN)/pytest -n 2

test_lrs: setup build/lrs/.ready  ## xAPI statements against a real learning record store
	LADDER_LRS_BIN=$(abspath build/lrs/bin) $(BIN)/pytest -m lrs tests/test_record_store.py

# An environment of its own: the store wants older versions of what is used here.
build/lrs/.ready: requirements-lrs.lock
	$(PYTHON) -m venv --clear build/lrs
	build/lrs/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-lrs.lock
	@touch $@

test_oidc: setup build/oidc/.ready  ## signing in at a real OpenID Connect provider
	LADDER_OIDC_BIN=$(abspath build/oidc/bin) $(BIN)/pytest -m oidc tests/test_sign_in_provider.py

# An environment of its own: nothing of the provider is wanted beside the project.
build/oidc/.ready: requirements-oidc.lock
	$(PYTHON) -m venv --clear build/oidc
	build/oidc/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-oidc.lock
	@touch $@

test_s3: s3 build/moto/.ready  ## exports and results on a real S3 server
	LADDER_MOTO_BIN=$(abspath build/moto/bin) $(BIN)/pytest -m s3 tests/test_object_store.py

# An environment of its own: nothing of the server is wanted beside the project.
build/moto/.ready: requirements-moto.lock
	$(PYTHON) -m venv --clear build/moto
	build/moto/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-moto.lock
	@touch $@

test_browser: setup build/browser/.ready  ## every page of the report in Chromium, which has to be on the path
	PYTHONPATH=$(abspath build/browser) $(BIN)/pytest -m browser tests/browser

# A folder beside .venv, and on the path only here.
build/browser/.ready: requirements-browser.lock .venv/.ready
	rm -rf build/browser
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --target build/browser -r requirements-browser.lock
	@touch $@

fuzz: setup build/fuzz/.ready  ## a million spoiled inputs for whatever reads files of others; FUZZ_RUNS=N: so many
	PYTHONPATH=$(abspath build/fuzz) nice -n 10 $(BIN)/python tests/fuzz/campaign.py

# A folder beside .venv, and on the path only here.
build/fuzz/.ready: requirements-fuzz.lock .venv/.ready
	rm -rf build/fuzz
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --target build/fuzz -r requirements-fuzz.lock
	@touch $@

bench: setup build/bench/.ready  ## runs beside a bare DuckDB scan, Polars and pandas; SIZES="1e6 1e7" and more: docs/benchmarks.md
	$(BIN)/python tests/bench/campaign.py $(PART)

bench_docs: setup  ## tables and pictures of docs/benchmarks.md and docs/scale.md from what bench measured
	$(BIN)/python tests/bench/campaign.py pages

# A folder beside .venv, and on the path only of the work by hand: a run must not see it.
build/bench/.ready: requirements-bench.lock .venv/.ready
	rm -rf build/bench/site
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --target build/bench/site -r requirements-bench.lock
	@touch $@

spark: setup build/spark/.ready  ## staging and intermediate models on a Spark cluster of a master and two workers; needs Java 17 or 21
	$(BIN)/pytest -m spark tests/spark

# An environment of its own: Spark's dbt needs nothing of the project.
build/spark/.ready: requirements-spark.lock
	@$${JAVA_HOME:+$$JAVA_HOME/bin/}java -version > /dev/null 2>&1 || { echo "Spark needs Java 17 or 21: none on the path, and none in JAVA_HOME" >&2; exit 1; }
	$(PYTHON) -m venv --clear build/spark
	build/spark/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-spark.lock
	@touch $@

chaos: setup  ## faults injected into whole runs: kills, full disks, hostile files, wrong clocks
	$(BIN)/pytest -n 2 -m chaos tests/chaos

lint: setup  ## format, lint, types, security, import arrows, SQL
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/bandit -q -c pyproject.toml -r competency assets pipelines dbt_project/models
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/sqlfluff lint --processes 2 dbt_project/models dbt_project/macros dbt_project/tests

audit: build/audit/.ready  ## known vulnerabilities of every locked package; needs the network
	for lock in requirements*.lock; do echo "$$lock"; build/audit/bin/pip-audit --strict --progress-spinner off --require-hashes --disable-pip -r "$$lock" || { echo "$$lock: a finding, or the service could not be asked: nothing is vouched for" >&2; exit 1; }; done

# An environment of its own: the auditor is no part of what it audits.
build/audit/.ready: requirements-audit.lock
	$(PYTHON) -m venv --clear build/audit
	build/audit/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-audit.lock
	@touch $@

fix: setup  ## let the tools mend format and simple findings
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/sqlfluff fix dbt_project/models dbt_project/macros dbt_project/tests

dev: setup $(SAMPLE)/.ready  ## Dagster's pages at http://localhost:3000, on the sample or on EXPORTS=DIR
	mkdir -p build/dagster && cp pipelines/dagster.yaml build/dagster/
	LADDER_EXPORTS=$(abspath $(or $(EXPORTS),$(SAMPLE))) LADDER_OUT=$(abspath $(OUT)) DAGSTER_HOME=$(abspath build/dagster) $(BIN)/dagster dev -m pipelines.definitions

lock: setup  ## pin newer versions: needs uv on the path
	uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-strip-extras --python-version 3.11 --extra dev pyproject.toml -o requirements.lock
	uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-strip-extras --python-version 3.11 requirements-lrs.in -o requirements-lrs.lock
	uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-strip-extras --python-version 3.11 requirements-oidc.in -o requirements-oidc.lock
	uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-strip-extras --python-version 3.11 -c requirements.lock requirements-s3.in -o requirements-s3.lock
	uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-strip-extras --python-version 3.11 requirements-moto.in -o requirements-moto.lock
	uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-strip-extras --python-version 3.11 requirements-audit.in -o requirements-audit.lock
	uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-strip-extras --python-version 3.11 -c requirements.lock requirements-browser.in -o requirements-browser.lock
	uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-strip-extras --python-version 3.11 -c requirements.lock requirements-fuzz.in -o requirements-fuzz.lock
	uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-strip-extras --python-version 3.11 requirements-spark.in -o requirements-spark.lock
	uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-strip-extras --python-version 3.11 -c requirements.lock requirements-bench.in -o requirements-bench.lock

sample_landing: setup  ## write anew the small landing that dbt builds alone
	rm -rf build/small && $(BIN)/ladder simulate build/small --agents 8 --months 4 --per-month 12 --seed 1
	$(BIN)/ladder run --exports build/small --out build/small_out
	rm -rf dbt_project/sample_landing && mkdir dbt_project/sample_landing
	cd build/small_out/work/landing && tar cf - --exclude=./keys --exclude=./rejected --exclude=./reports --exclude=./restricted --exclude='*.json' . | tar xf - -C $(abspath dbt_project/sample_landing)

clean:  ## remove everything made here
	rm -rf .venv build dbt_project/target dbt_project/logs
