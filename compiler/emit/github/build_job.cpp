// The job that builds every image of the stack, pushes it under the names that deployment expects, and scans it.
#include <algorithm>

#include "base/text.h"
#include "diag/rules/target.h"
#include "emit/github/workflow.h"
#include "emit/writer/layout.h"
#include "emit/writer/text.h"

namespace stackc::emit::gh {
namespace {

using base::cat;
namespace rule = diag::rule;

struct Target {
  std::string name, reference, stage;
  const ir::Image* image = nullptr;
};

// Images that services of this environment run, each stage once.
std::vector<Target> targets(const ir::Stack& stack) {
  std::vector<Target> out;
  for (const ir::Service& service : stack.services) {
    const ir::Image& image = stack.images[service.image];
    if (!image.built) continue;
    Target target{image.name, image_name(stack, service), service.target.empty() ? image.prod_target : service.target, &image};
    if (target.stage != image.prod_target) target.name += "-" + target.stage;
    const bool known = std::any_of(out.begin(), out.end(), [&](const Target& other) { return other.reference == target.reference; });
    if (!known) out.push_back(std::move(target));
  }
  return out;
}

std::string build_arguments(const Target& target, diag::Sink& sink) {
  std::string out;
  for (const auto& [name, value] : target.image->build_args) {
    if (value.value.has_secret()) {
      sink.report(rule::plain_secret, value.origin.span,
                  cat({"the build argument `", name, "` holds a secret: it would stay in the image"}));
      continue;
    }
    const std::string text = render(
        value.value, [](const std::string& words) { return literal(words); }, [](const ir::SecretPart&) { return std::string(); },
        [](ir::Symbol symbol) -> std::string {
          return symbol == ir::Symbol::kGitSha ? "${{ github.sha }}" : symbol == ir::Symbol::kHostGateway ? "" : "${{ github.ref_name }}";
        });
    out += cat({name, "=", text, "\n"});
  }
  return out;
}

std::string tag_lines(const ir::Ci::Images& images) {
  std::string out;
  for (const std::string& tag : images.tags) {
    std::string value = literal(tag);
    if (tag == "sha") value = "${{ github.sha }}";
    if (tag == "branch" || tag == "tag") value = "${{ github.ref_name }}";
    out += cat({"${{ matrix.reference }}:", value, "\n"});
  }
  return out;
}

void add_cache(const ir::Ci::Images& images, Yaml& with) {
  if (images.cache == "registry") {
    with.set("cache-from", Yaml::string("type=registry,ref=${{ matrix.reference }}:buildcache"));
    with.set("cache-to", Yaml::string("type=registry,ref=${{ matrix.reference }}:buildcache,mode=max"));
  } else if (images.cache == "gha") {
    with.set("cache-from", Yaml::string("type=gha,scope=${{ matrix.image }}"));
    with.set("cache-to", Yaml::string("type=gha,scope=${{ matrix.image }},mode=max"));
  }
}

Yaml login(const ir::Ci::Images& images) {
  const std::string host = registry_host(images.push);
  Yaml with = Yaml::map();
  with.set_if(!host.empty(), "registry", Yaml::string(host));
  if (host == "ghcr.io") {
    with.set("username", Yaml::string("${{ github.actor }}"));
    with.set("password", Yaml::string("${{ secrets.GITHUB_TOKEN }}"));
  } else {
    with.set("username", Yaml::string("${{ secrets.REGISTRY_USERNAME }}"));
    with.set("password", Yaml::string("${{ secrets.REGISTRY_PASSWORD }}"));
  }
  return uses("Log in to the registry", kLogin, with);
}

}  // namespace

Yaml build_job(const ir::Stack& stack, const ir::Ci& ci, diag::Sink& sink) {
  const ir::Ci::Images& images = *ci.images;
  Yaml matrix = Yaml::seq();
  bool arguments = false;
  for (const Target& target : targets(stack)) {
    Yaml row = Yaml::map();
    row.set("image", Yaml::string(target.name));
    row.set("reference", Yaml::string(target.reference));
    row.set("context", Yaml::string(target.image->context));
    row.set("file", Yaml::string(placed(stack, target.image->dockerfile)));
    row.set("target", Yaml::string(target.stage));
    const std::string args = build_arguments(target, sink);
    row.set_if(!args.empty(), "arguments", Yaml::string(args));
    arguments = arguments || !args.empty();
    matrix.push(std::move(row));
  }
  if (matrix.is_empty()) return Yaml::null();
  Yaml with = Yaml::map();
  with.set("context", Yaml::string("${{ matrix.context }}"));
  with.set("file", Yaml::string("${{ matrix.file }}"));
  with.set("target", Yaml::string("${{ matrix.target }}"));
  with.set_if(arguments, "build-args", Yaml::string("${{ matrix.arguments }}"));
  with.set("push", Yaml::boolean(true));
  with.set("tags", Yaml::string(tag_lines(images)));
  add_cache(images, with);

  Yaml out = job("Build ${{ matrix.image }}", 45);
  if (ci.test) out.set("needs", Yaml::strings({"test"}).flow());
  out.set("if", Yaml::string(on_branch(ci)));
  Yaml permissions = Yaml::map().set("contents", Yaml::string("read"));
  permissions.set_if(registry_host(images.push) == "ghcr.io", "packages", Yaml::string("write"));
  out.set("permissions", std::move(permissions));
  out.set("strategy", Yaml::map().set("matrix", Yaml::map().set("include", std::move(matrix))));
  Yaml steps = Yaml::seq({checkout(), uses("Set up Buildx", kSetupBuildx, Yaml::map()), login(images)});
  steps.push(uses("Build and push", kBuildPush, with));
  if (images.scan == "trivy") {
    Yaml scan = Yaml::map();
    scan.set("image-ref",
             Yaml::string(
                 cat({"${{ matrix.reference }}:",
                      std::find(images.tags.begin(), images.tags.end(), "sha") != images.tags.end() ? "${{ github.sha }}" : "latest"})));
    scan.set("exit-code", Yaml::quoted("1"));
    scan.set("ignore-unfixed", Yaml::boolean(true));
    scan.set("severity", Yaml::string("CRITICAL,HIGH"));
    steps.push(uses("Scan the image", kTrivy, scan));
  }
  out.set("steps", std::move(steps));
  return out;
}

}  // namespace stackc::emit::gh
