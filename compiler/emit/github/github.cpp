#include "emit/github/github.h"

#include <algorithm>

#include "base/text.h"
#include "diag/rules/target.h"
#include "diag/rules/translation.h"
#include "emit/github/workflow.h"
#include "emit/writer/layout.h"
#include "emit/writer/text.h"

namespace stackc::emit {
namespace {

using base::cat;
namespace rule = diag::rule;

// Tests run as in development; images are built for production, and the last environment that can be deployed from here is.
const ir::Stack& test_stack(const ir::Project& project) {
  for (const ir::Stack& stack : project.stacks)
    if (stack.mode == ir::Mode::kDev && stack.ci) return stack;
  for (const ir::Stack& stack : project.stacks)
    if (stack.ci) return stack;
  return project.stacks.front();
}

const ir::Stack* release_stack(const ir::Project& project) {
  const ir::Stack* out = nullptr;
  for (const ir::Stack& stack : project.stacks) {
    if (stack.mode != ir::Mode::kProd || !stack.ci) continue;
    if (out == nullptr || (emits(stack, "kubernetes") && !emits(*out, "kubernetes"))) out = &stack;
  }
  return out;
}

Yaml triggers(const ir::Ci& ci) {
  const std::string branch = ci.deploy ? ci.deploy->branch : "main";
  Yaml out = Yaml::map();
  out.set("push", Yaml::map().set("branches", Yaml::strings({branch})));
  out.set("pull_request", Yaml::map());
  out.plain_key();
  return out;
}

Yaml concurrency() {
  Yaml out = Yaml::map();
  out.set("group", Yaml::string("ci-${{ github.ref }}"));
  out.set("cancel-in-progress", Yaml::string("${{ github.event_name == 'pull_request' }}"));
  return out;
}

Yaml jobs(const ir::Project& project, const ir::Stack& tests, diag::Sink& sink) {
  Yaml out = Yaml::map();
  if (tests.ci->test) out.set("test", gh::test_job(tests, *tests.ci->test, sink));
  const ir::Stack* release = release_stack(project);
  const ir::Stack& builder = release != nullptr ? *release : tests;
  bool builds = false;
  if (builder.ci->images) {
    Yaml build = gh::build_job(builder, *builder.ci, sink);
    builds = !build.is_empty();
    if (builds) out.set("build", std::move(build.blank_before()));
  }
  if (!builder.ci->deploy) return out;
  if (!builds) {
    sink.report(rule::ci_deploy_nothing, builder.ci->origin.span, "`deploy` has no images to bring out");
  } else if (release == nullptr || !(emits(*release, "kubernetes") || emits(*release, "compose"))) {
    sink.report(rule::ci_deploy_by_hand, builder.ci->origin.span,
                "no environment in mode prod emits `k8s` or `compose`: the workflow ends with the images");
  } else {
    Yaml deploy = gh::deploy_job(project, *release, *release->ci, sink);
    out.set("deploy", std::move(deploy.blank_before()));
  }
  return out;
}

bool wants_github(const ir::Ci& ci, diag::Sink& sink) {
  bool github = false;
  for (const std::string& system : ci.systems) {
    if (system == "github") {
      github = true;
    } else {
      sink.report(rule::ci_unknown_system, ci.origin.span, cat({"there is no pipeline for `", system, "`"}))
          .help("write `systems: [github]`");
    }
  }
  return github;
}

}  // namespace

void emit_github(const ir::Project& project, OutputSet& outputs, diag::Sink& sink) {
  const bool any = std::any_of(project.stacks.begin(), project.stacks.end(), [](const ir::Stack& stack) { return stack.ci.has_value(); });
  if (!any) return;
  const ir::Stack& tests = test_stack(project);
  if (!wants_github(*tests.ci, sink)) return;
  Yaml document = Yaml::map();
  document.set("name", Yaml::string("ci"));
  document.set("on", triggers(*tests.ci));
  document.set("permissions", Yaml::map().set("contents", Yaml::string("read")));
  document.set("concurrency", concurrency());
  Yaml list = jobs(project, tests, sink);
  if (list.is_empty()) return;
  document.set("jobs", std::move(list));
  Output output;
  output.text = write_yaml(document, kHeader);
  output.format = Format::kYaml;
  output.target = "github";
  output.meant = to_value(document);
  output.has_meant = true;
  outputs.put(placed(tests, ".github/workflows/ci.yml"), std::move(output), sink);
}

}  // namespace stackc::emit
