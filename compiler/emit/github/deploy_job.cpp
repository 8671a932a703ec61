// The job that brings out what was built: to Kubernetes if the environment emits it, else to a machine with Compose over SSH.
// Both wait for the tasks that services wait for (migrations) before the new version of these services starts, and end when everything is
// up.
#include <algorithm>

#include "base/text.h"
#include "diag/rules/translation.h"
#include "emit/github/workflow.h"
#include "emit/writer/layout.h"
#include "emit/writer/text.h"
#include "graph/graph.h"

namespace stackc::emit::gh {
namespace {

using base::cat;

// Tasks that run by themselves.
std::vector<std::string> running_tasks(const ir::Stack& stack) {
  std::vector<std::string> out;
  for (ir::ServiceId id : stack.services.ids())
    if (stack.services[id].kind == ir::ServiceKind::kTask && !runs_on_request(stack, id)) out.push_back(stack.services[id].name);
  return out;
}

// Services that wait for such a task, directly or by others: they keep their version until it is done.
std::vector<std::string> held_back(const ir::Stack& stack) {
  std::vector<std::string> out;
  for (ir::ServiceId id : stack.services.ids()) {
    if (stack.services[id].kind == ir::ServiceKind::kTask) continue;
    for (ir::ServiceId needed : graph::reachable(stack, id))
      if (stack.services[needed].kind == ir::ServiceKind::kTask) {
        out.push_back(stack.services[id].name);
        break;
      }
  }
  return out;
}

std::string built_images(const ir::Stack& stack) {
  std::vector<std::string> names;
  for (const ir::Service& service : stack.services) {
    if (!stack.images[service.image].built) continue;
    const std::string name = image_name(stack, service);
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  std::string out;
  for (const std::string& name : names) out += cat({" \\\n  ", shell_word(name), "=", shell_word(name), ":\"$GITHUB_SHA\""});
  return out;
}

constexpr const char* kUseCluster = "export KUBECONFIG=\"$RUNNER_TEMP/kubeconfig\"\n";

void kubernetes_steps(const ir::Project& project, const ir::Stack& stack, Yaml& steps) {
  const std::string folder = cat({placed(stack, "deploy/k8s"), "/overlays/", stack.environment});
  const std::string space = kubernetes_namespace(project, stack);
  Yaml reach = run("Reach the cluster", "umask 077\nprintf '%s' \"$KUBE_CONFIG\" > \"$RUNNER_TEMP/kubeconfig\"\n");
  reach.set("env", Yaml::map().set("KUBE_CONFIG", Yaml::string("${{ secrets.KUBE_CONFIG }}")));
  steps.push(std::move(reach));
  const std::string images = built_images(stack);
  std::string render_script;
  if (!images.empty()) render_script = cat({"kustomize edit set image", images, "\n"});
  render_script += "kustomize build . > \"$RUNNER_TEMP/release.yaml\"\n";
  Yaml render_step = run("Write the objects of this commit", render_script);
  render_step.set("working-directory", Yaml::string(folder));
  steps.push(std::move(render_step));

  const std::vector<std::string> tasks = running_tasks(stack), held = held_back(stack);
  if (!tasks.empty()) {
    std::string script = kUseCluster;
    script += cat({"kubectl -n ", space, " delete job ", base::join(tasks, " "), " --ignore-not-found\n"});
    script += cat({"kubectl apply --server-side -f \"$RUNNER_TEMP/release.yaml\" -l 'app.kubernetes.io/name notin (",
                   held.empty() ? "none" : base::join(held, ","), ")'\n"});
    for (const std::string& task : tasks)
      script += cat({"kubectl -n ", space, " wait --for=condition=complete job/", task, " --timeout=600s\n"});
    steps.push(run("Run the tasks that the new version waits for", script));
  }
  std::string script = kUseCluster;
  script += "kubectl apply --server-side -f \"$RUNNER_TEMP/release.yaml\"\n";
  script += cat({"for workload in $(kubectl -n ", space, " get deployment,statefulset -l app.kubernetes.io/part-of=", stack.name.value,
                 " -o name); do\n"});
  script += cat({"  kubectl -n ", space, " rollout status \"$workload\" --timeout=600s\n", "done\n"});
  steps.push(run("Bring out the new version", script));
}

void compose_steps(const ir::Project& project, const ir::Stack& stack, Yaml& steps) {
  Yaml reach = run("Reach the machine",
                   "umask 077\nprintf '%s\\n' \"$SSH_KEY\" > \"$RUNNER_TEMP/key\"\nprintf '%s\\n' \"$SSH_KNOWN_HOSTS\" > "
                   "\"$RUNNER_TEMP/known_hosts\"\n");
  Yaml keys = Yaml::map();
  keys.set("SSH_KEY", Yaml::string("${{ secrets.DEPLOY_SSH_KEY }}"));
  keys.set("SSH_KNOWN_HOSTS", Yaml::string("${{ secrets.DEPLOY_KNOWN_HOSTS }}"));
  reach.set("env", std::move(keys));
  steps.push(std::move(reach));
  const std::string compose =
      cat({"docker compose --env-file ", shell_word(dotenv_file(project, stack)), " -f ", shell_word(compose_file(project, stack))});
  // The remote shell reads this script; nothing in it is expanded here but the commit and the folder.
  std::string script =
      "ssh -i \"$RUNNER_TEMP/key\" -o UserKnownHostsFile=\"$RUNNER_TEMP/known_hosts\" \"$TARGET\" sh -s -- \"$FOLDER\" \"$GITHUB_SHA\" "
      "<<'EOF'\n";
  script += "set -eu\ncd \"$1\"\nexport IMAGE_TAG=\"$2\"\n";
  script += cat({"git fetch --quiet origin \"$2\"\ngit checkout --quiet \"$2\"\n", compose, " pull --quiet </dev/null\n"});
  // `up` runs the tasks that services wait for before it replaces these services.
  script += cat({compose, " up --detach --wait --remove-orphans </dev/null\n"});
  script += "EOF\n";
  Yaml step = run("Bring out the new version", script);
  Yaml env = Yaml::map();
  env.set("TARGET", Yaml::string("${{ vars.DEPLOY_TARGET }}"));
  env.set("FOLDER", Yaml::string("${{ vars.DEPLOY_FOLDER }}"));
  step.set("env", std::move(env));
  steps.push(std::move(step));
}

}  // namespace

Yaml deploy_job(const ir::Project& project, const ir::Stack& stack, const ir::Ci& ci, diag::Sink& sink) {
  Yaml out = job(cat({"Deploy to ", stack.environment}), 30);
  out.set("needs", Yaml::strings({"build"}).flow());
  out.set("if", Yaml::string(on_branch(ci)));
  Yaml environment = Yaml::string(stack.environment);
  environment.comment("The gate: reviewers, waiting time and the secrets of this job are settings of the environment on GitHub.");
  out.set("environment", std::move(environment));
  out.set("concurrency",
          Yaml::map().set("group", Yaml::string(cat({"deploy-", stack.environment}))).set("cancel-in-progress", Yaml::boolean(false)));
  Yaml steps = Yaml::seq({checkout()});
  if (emits(stack, "kubernetes")) {
    kubernetes_steps(project, stack, steps);
  } else {
    if (ci.deploy->rolling)
      sink.report(diag::rule::ci_no_rolling, ci.origin.span, "Compose replaces the containers of a service at once: there is a short gap");
    compose_steps(project, stack, steps);
  }
  out.set("steps", std::move(steps));
  return out;
}

}  // namespace stackc::emit::gh
