# The words that people, CI and the README share. Only Python 3.11+, pip and make are taken for granted.
PYTHON ?= python3
PORT ?= 8000
DATA ?= var
BIN := .venv/bin

.PHONY: run demo test check bench format lock clean

run: .venv/ready
	@$(BIN)/weiquan --data "$(DATA)" demo --quiet
	@exec $(BIN)/weiquan --data "$(DATA)" serve --host 127.0.0.1 --port "$(PORT)"

.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev: .venv/ready requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

test: .venv/dev
	@sh tools/chromium.sh
	$(BIN)/pytest -n 2 --dist loadgroup

check: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/weiquan check processes forms

bench: .venv/dev
	$(BIN)/python -m tools.bench

format: .venv/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: .venv/dev
	$(BIN)/pip-compile -q --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --strip-extras --allow-unsafe --no-header --extra build -o requirements.lock pyproject.toml
	$(BIN)/pip-compile -q --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --strip-extras --allow-unsafe --no-header --extra build --extra dev -c requirements.lock -o requirements-dev.lock pyproject.toml

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
