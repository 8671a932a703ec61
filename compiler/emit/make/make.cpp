// The Makefile: the daily commands of the stack under the names that people expect. README.md tells what is decided here and why.
#include "emit/make/make.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "diag/rules/target.h"
#include "emit/make/make_writer.h"
#include "emit/make/stack_facts.h"
#include "emit/writer/layout.h"
#include "emit/writer/text.h"

namespace stackc::emit {

using base::cat;
using std::string;
using std::string_view;

namespace make {

static constexpr string_view kCompose = "\x01(COMPOSE)";

static string run(string_view arguments) { return cat({kCompose, " ", arguments}); }

static void write_variables(const Facts& facts, MakeWriter& out) {
  std::vector<string> names;
  for (const ir::Stack* stack : facts.compose) names.push_back(stack->environment);
  out.blank();
  out.comment("Environments; the first one counts unless a command says `env=NAME`.");
  out.variable("ENVIRONMENTS", ":=", base::join(names, " "));
  out.variable("env", "?=", names.front());
  out.line("ifeq (\x01(filter \x01(env),\x01(ENVIRONMENTS)),)");
  out.line("$(error env=\x01(env) is none of: \x01(ENVIRONMENTS))");
  out.line("endif");
  out.blank();
  out.variable("DOCKER_COMPOSE", "?=", "docker compose");
  for (const ir::Stack* stack : facts.compose) {
    const string& name = stack->environment;
    const bool dev = stack->mode == ir::Mode::kDev;
    out.blank();
    out.variable("ENV_FILE_" + name, ":=", dotenv_file(facts.project, *stack));
    out.variable("ENV_EXAMPLE_" + name, ":=", dotenv_example(facts.project, *stack));
    out.variable("COMPOSE_FILE_" + name, ":=", compose_file(facts.project, *stack));
    out.variable("PROJECT_" + name, ":=", compose_project(facts.project, *stack));
    // Development builds what it runs; production runs what was built, pushed and named by IMAGE_TAG.
    out.variable("BUILD_FIRST_" + name, ":=", dev && facts.builds(*stack) ? "build" : "");
    out.variable("UP_FLAGS_" + name, ":=", dev ? "--build" : "--no-build");
    out.variable("PULL_FLAGS_" + name, ":=", dev ? "--ignore-buildable" : "");
    out.variable("URLS_" + name, ":=", base::join(facts.urls(*stack), " "));
  }
  out.blank();
  out.variable("COMPOSE", "=", "\x01(DOCKER_COMPOSE) --file \x01(COMPOSE_FILE_\x01(env)) --env-file \x01(ENV_FILE_\x01(env))");
  out.variable("SERVICES", ":=", base::join(facts.service_names(), " "));
  out.variable("CONFIRM", "?=", "");
  out.variable("TAG", "?=", "");
  if (facts.reads(ir::Symbol::kGitSha)) out.line("export GIT_SHA := $(shell git rev-parse HEAD 2>/dev/null || echo unknown)");
  if (facts.reads(ir::Symbol::kGitTag))
    out.line("export GIT_TAG := $(shell git describe --tags --exact-match 2>/dev/null || echo unknown)");
  if (facts.reads(ir::Symbol::kGitBranch))
    out.line("export GIT_BRANCH := $(shell git rev-parse --abbrev-ref HEAD 2>/dev/null || echo unknown)");
}

static void write_help(const Facts& facts, MakeWriter& out) {
  Rule rule{"help", "", "Show this list", {}};
  // Ranges of letters would not match everything that may stand in a target; a colon ends it.
  rule.recipe.push_back(
      R"(@awk 'BEGIN {FS = ":.*## "} /^##@ / {printf "\n%s\n", substr($0, 5)} /^[^#:= \t]+:.*## / {printf "  %-20s %s\n", $1, $2}' )"
      "\x01(firstword \x01(MAKEFILE_LIST))");
  if (!facts.compose.empty())
    rule.recipe.emplace_back("@echo; echo 'Environments: \x01(ENVIRONMENTS) (this one: \x01(env)); another one by env=NAME'");
  out.rule(rule);
}

// The folder is the owner's alone; the file is readable, because the user inside the container is another one.
static string make_secret(const ir::Secret& secret) {
  const string file = shell_word(secret.file), folder = folder_of(secret.file);
  if (!secret.hint) return cat({"@test -e ", file, " || { echo ", shell_word(cat({"write ", secret.file, " first"})), " >&2; exit 1; }"});
  const string prepare = folder.empty() ? "" : cat({"mkdir -p ", shell_word(folder), " && chmod 0700 ", shell_word(folder), " && "});
  return cat({"@test -e ", file, " || { ", prepare, "{ ", *secret.hint, "; } > ", file, "; } || { rm -f ", file, "; exit 1; }"});
}

static void write_setup(const Facts& facts, MakeWriter& out) {
  out.heading("Set-up");
  const string secrets = facts.file_secrets().empty() ? "" : "secrets";
  out.rule({"setup",
            secrets.empty() ? "env-file" : "env-file secrets",
            "Write the environment file, pull and build all images",
            {run("pull \x01(PULL_FLAGS_\x01(env))"), "\x01(if \x01(BUILD_FIRST_\x01(env)),\x01(COMPOSE) build)"}});
  out.rule({"env-file",
            "",
            "Copy the example of the environment file, unless there is one",
            {"@test -e '\x01(ENV_FILE_\x01(env))' || { umask 077; cp '\x01(ENV_EXAMPLE_\x01(env))' '\x01(ENV_FILE_\x01(env))' && echo "
             "'wrote \x01(ENV_FILE_\x01(env)); set its values'; "
             "git check-ignore --quiet '\x01(ENV_FILE_\x01(env))' 2>/dev/null || echo 'keep it out of version control: list "
             "\x01(ENV_FILE_\x01(env)) in .gitignore'; }"}});
  if (secrets.empty()) return;
  Rule rule{"secrets", "", "Make the files of the secrets that are not there yet", {}};
  for (const ir::Secret* secret : facts.file_secrets()) rule.recipe.push_back(make_secret(*secret));
  out.rule(rule);
}

static void write_daily(const Facts& facts, MakeWriter& out) {
  out.heading("Run");
  out.rule({"up", "env-file", "Start everything and wait until it is healthy", {run("up --detach --wait \x01(UP_FLAGS_\x01(env))")}});
  out.rule({"down", "", "Stop everything; data stays", {run("down --remove-orphans")}});
  out.rule({"clean",
            "",
            "Stop everything and DELETE all data (asks for CONFIRM=yes)",
            {"@test '\x01(CONFIRM)' = yes || { echo 'this deletes the volumes of \x01(PROJECT_\x01(env)); say: make clean env=\x01(env) "
             "CONFIRM=yes' >&2; exit 1; }",
             run("--profile '*' down --volumes --remove-orphans")}});
  if (facts.watches()) out.rule({"watch", "", "Follow the source and restart what cannot reload it by itself", {run("watch --no-up")}});
  out.rule({"logs", "", "Follow the logs (of one service: logs-NAME)", {run("logs --follow --tail=100")}});
  out.rule({"ps", "", "List the containers", {run("ps --all")}});
  out.rule({"status",
            "",
            "List the containers and ask every published address",
            {run("ps --all"),
             "@failed=0; for url in \x01(URLS_\x01(env)); do if curl --fail --silent --show-error --max-time 5 --output /dev/null "
             "\"$url\"; then echo \"ok      $url\"; else echo \"FAILED  "
             "$url\"; failed=1; fi; done; exit $failed"}});
  out.rule({"config", "env-file", "Check the compose file", {run("config --quiet")}});
  out.rule({"volumes", "", "List the volumes", {"docker volume ls --filter label=com.docker.compose.project=\x01(PROJECT_\x01(env))"}});
  for (const auto& [prefix, command] : {std::pair<string_view, string_view>{"logs", "logs --follow --tail=100 \x01*"},
                                        {"shell", "exec \x01* sh"},
                                        {"restart", "restart \x01*"}}) {
    out.blank();
    out.line(cat({".PHONY: \x01(addprefix ", prefix, "-,\x01(SERVICES))"}));
    out.line(cat({"\x01(addprefix ", prefix, "-,\x01(SERVICES)): ", prefix, "-%:"}));
    out.line(cat({"\t", run(command)}));
  }
}

static void write_images(const Facts& facts, MakeWriter& out) {
  if (!facts.builds_any()) return;
  out.heading("Images");
  out.rule({"build", "env-file", "Build the images", {run("--profile '*' build")}});
  out.rule({"pull", "", "Pull the images that are not built here", {run("pull \x01(PULL_FLAGS_\x01(env))")}});
  const auto prod =
      std::find_if(facts.compose.begin(), facts.compose.end(), [](const ir::Stack* stack) { return stack->mode == ir::Mode::kProd; });
  if (prod == facts.compose.end()) return;
  out.rule({"push", "", cat({"Push the images that were built (env=", (*prod)->environment, ")"}), {run("push")}});
  out.rule({"rollback",
            "",
            cat({"Run the images of another release (env=", (*prod)->environment, " TAG=...)"}),
            {"@test -n '\x01(TAG)' || { echo 'say which release: make rollback env=\x01(env) TAG=...' >&2; exit 1; }",
             cat({"IMAGE_TAG='\x01(TAG)' ", run("up --detach --wait --no-build")})}});
}

// Names that mean the same in every Makefile of ours.
static bool is_taken(string_view name) {
  static constexpr std::array<string_view, 24> kNames = {
      "help",    "setup", "env-file", "secrets", "up",       "down", "clean", "watch",  "logs",     "ps",    "status", "config",
      "volumes", "build", "pull",     "push",    "rollback", "test", "lint",  "format", "generate", "check", "all",    "install"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end() || name.substr(0, 4) == "k8s-";
}

static string target_name(const ir::Service& service, string_view prefix, diag::Sink& sink) {
  if (!is_taken(service.name)) return service.name;
  string name = cat({prefix, service.name});
  sink.report(diag::rule::make_name_taken, service.origin.span,
              cat({"`make ", service.name, "` means something else; `", service.name, "` is reached as `make ", name, "`"}));
  return name;
}

static void write_tasks(const Facts& facts, MakeWriter& out, diag::Sink& sink) {
  bool first = true;
  for (const ir::Service* task : facts.tasks()) {
    if (first) out.heading("Tasks");
    first = false;
    const string name = target_name(*task, "task-", sink);
    out.rule({name, "env-file \x01(BUILD_FIRST_\x01(env))", cat({"Run the task ", task->name}), {run(cat({"run --rm ", task->name}))}});
    if (task->task.undo.empty()) continue;
    string undo;
    for (const string& word : task->task.undo) undo += " " + shell_word(word);
    out.rule({name + "-undo",
              "env-file \x01(BUILD_FIRST_\x01(env))",
              cat({"Undo the last ", task->name}),
              {run(cat({"run --rm ", task->name, undo}))}});
  }
}

// In the foreground, for the services whose code is ours.
static void write_services(const Facts& facts, MakeWriter& out, diag::Sink& sink) {
  bool first = true;
  for (const ir::Service* service : facts.built_services()) {
    if (first) out.heading("One service in the foreground, with what it needs");
    first = false;
    const string name = target_name(*service, "service-", sink);
    out.rule({name, "env-file \x01(BUILD_FIRST_\x01(env))", cat({"Run ", service->name}), {run("up " + service->name)}});
  }
}

static void write_quality(const Facts& facts, MakeWriter& out) {
  const Quality quality = facts.quality();
  if (quality.on.empty()) return;
  out.heading("Quality");
  // In the development image, which has the tools, on the whole source tree; as the caller, so that reports belong to whoever reads them.
  const string tool =
      cat({"run --rm --user \"$(id -u):$(id -g)\" --volume \"\x01(CURDIR):/src\" --workdir /src --env HOME=/tmp ", quality.on, " "});
  auto put = [&](const char* target, const char* help, const std::vector<string>& commands) {
    if (commands.empty()) return;
    Rule rule{target, "env-file \x01(BUILD_FIRST_\x01(env))", help, {}};
    for (const string& command : commands) rule.recipe.push_back(run(cat({tool, "sh -c ", shell_word(command)})));
    out.rule(rule);
  };
  put("test", "Run the tests", quality.test);
  put("lint", "Look for mistakes and bad style", quality.lint);
  put("format", "Correct the style", quality.format);
}

// Values go in without the line end of their file, which --from-file would keep.
static void write_cluster_secrets(const Facts& facts, const ir::Stack& stack, const string& suffix, MakeWriter& out) {
  const std::vector<const ir::Secret*> secrets = facts.cluster_secrets(stack);
  if (secrets.empty()) return;
  const string space = shell_word(kubernetes_namespace(facts.project, stack)),
               into = " --dry-run=client --output=yaml | kubectl apply --server-side --filename=-";
  Rule rule{"k8s-secrets" + suffix, "", "Bring the secrets into the cluster, from their files", {}};
  string create = cat({"kubectl --namespace ", space, " create secret generic ", shell_word(stack.name.value + "-secrets")});
  for (const ir::Secret* secret : secrets) {
    rule.recipe.push_back(make_secret(*secret));
    create += cat({" --from-literal=", secret->name, "=\"$(cat ", shell_word(secret->file), ")\""});
  }
  rule.recipe.push_back(cat({"kubectl create namespace ", space, into}));
  rule.recipe.push_back(cat({"@", create, into}));
  out.rule(rule);
}

static void write_kubernetes(const Facts& facts, MakeWriter& out) {
  if (facts.kubernetes.empty()) return;
  out.heading("Kubernetes");
  const string root = placed(*facts.kubernetes.front(), "deploy/k8s");
  for (const ir::Stack* stack : facts.kubernetes) {
    const string folder = shell_word(cat({root, "/overlays/", stack->environment}));
    const string suffix = facts.kubernetes.size() == 1 ? "" : "-" + stack->environment;
    write_cluster_secrets(facts, *stack, suffix, out);
    out.rule({"k8s-diff" + suffix,
              "",
              "Show what would change in the cluster",
              {cat({"kubectl diff --kustomize ", folder, " || test $? = 1"})}});
    out.rule({"k8s-apply" + suffix, "", "Bring the cluster to this state", {cat({"kubectl apply --server-side --kustomize ", folder})}});
  }
}

// The files from which the cluster's secrets are made lie in the source tree, too.
static void put_secret_folders(const Facts& facts, OutputSet& outputs, diag::Sink& sink) {
  std::set<string> folders;
  for (const ir::Stack* stack : facts.kubernetes)
    for (const ir::Secret* secret : facts.cluster_secrets(*stack)) folders.insert(folder_of(secret->file));
  for (const string& folder : folders)
    if (!folder.empty())
      outputs.put(folder + "/.gitignore",
                  {.text = secrets_gitignore(), .format = Format::kText, .executable = false, .target = "make", .meant = {}}, sink);
}

static void write_generate(MakeWriter& out) {
  out.heading("Generated files");
  out.rule({"generate", "", "Write all generated files again", {"stackc build"}});
  out.rule({"check", "", "Fail if a generated file differs from what the stack gives", {"stackc build --check"}});
}

}  // namespace make

void emit_make(const ir::Project& project, OutputSet& outputs, diag::Sink& sink) {
  if (project.stacks.empty()) return;
  const make::Facts facts(project);
  MakeWriter out;
  out.comment("`make help` lists the targets.");
  out.variable("SHELL", ":=", "/bin/sh");
  out.variable(".DEFAULT_GOAL", ":=", "help");
  if (!facts.compose.empty()) make::write_variables(facts, out);
  make::write_help(facts, out);
  if (!facts.compose.empty()) {
    make::write_setup(facts, out);
    make::write_daily(facts, out);
    make::write_images(facts, out);
    make::write_tasks(facts, out, sink);
    make::write_services(facts, out, sink);
    make::write_quality(facts, out);
  }
  make::write_kubernetes(facts, out);
  make::put_secret_folders(facts, outputs, sink);
  make::write_generate(out);
  outputs.put(placed(project.stacks.front(), "Makefile"),
              {.text = out.finish(kHeader), .format = Format::kMakefile, .executable = false, .target = "make", .meant = {}}, sink);
}

}  // namespace stackc::emit
