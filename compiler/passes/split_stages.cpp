// split_stages: what compiles stays out of what runs.
// In: stages as the templates give them. Out: paths without `/./`, package lists sorted, without doubles and without what a lower stage
// installed already; an error for each package that only a compiler needs in a stage chain that production runs, a warning for packages
// that the Debian release of the base image does not have.
#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "base/text.h"
#include "diag/rules/image.h"
#include "passes/image_passes.h"
#include "passes/image_stages.h"

namespace stackc::passes {
namespace {

struct RunPackage {
  std::string_view build, run;  // run: "" if nothing of it is needed at run time
};
// Compilers and tools, then headers whose library has another name. Other names that end in -dev are headers too.
constexpr std::array<RunPackage, 38> kBuildPackages{{
    {"autoconf", ""},
    {"automake", ""},
    {"bison", ""},
    {"build-essential", ""},
    {"cargo", ""},
    {"clang", ""},
    {"cmake", ""},
    {"cpp", ""},
    {"cython3", ""},
    {"dpkg-dev", ""},
    {"flex", ""},
    {"g++", ""},
    {"gcc", ""},
    {"gfortran", ""},
    {"golang", ""},
    {"libtool", ""},
    {"lld", ""},
    {"make", ""},
    {"meson", ""},
    {"nasm", ""},
    {"ninja-build", ""},
    {"pkg-config", ""},
    {"pkgconf", ""},
    {"rustc", ""},
    {"swig", ""},
    {"default-libmysqlclient-dev", "libmariadb3"},
    {"libcairo2-dev", "libcairo2"},
    {"libcurl4-openssl-dev", "libcurl4"},
    {"libffi-dev", "libffi8"},
    {"libjpeg-dev", "libjpeg62-turbo"},
    {"libmagic-dev", "libmagic1"},
    {"libpango1.0-dev", "libpangocairo-1.0-0"},
    {"libpq-dev", "libpq5"},
    {"libssl-dev", "libssl3"},
    {"libxml2-dev", "libxml2"},
    {"libxslt1-dev", "libxslt1.1"},
    {"python3-dev", ""},
    {"zlib1g-dev", "zlib1g"},
}};

struct Rename {
  std::string_view release, old_name, new_name;  // from this release on
};
constexpr std::array<Rename, 5> kRenames{{
    {"trixie", "libgl1-mesa-glx", "libgl1"},
    {"trixie", "libglib2.0-0", "libglib2.0-0t64"},
    {"trixie", "libasound2", "libasound2t64"},
    {"trixie", "libssl3", "libssl3t64"},
    {"trixie", "libcurl4", "libcurl4t64"},
}};

bool is_build_package(std::string_view package, std::string_view& run) {
  run = {};
  for (const RunPackage& row : kBuildPackages)
    if (row.build == package) {
      run = row.run;
      return true;
    }
  return package.size() > 4 && package.substr(package.size() - 4) == "-dev";
}

std::string_view without_version(std::string_view package) { return package.substr(0, package.find_first_of("=/:")); }

void tidy_packages(ir::Image& image) {
  for (ir::Stage& stage : image.stages) {
    std::set<std::string> installed;
    const std::vector<ir::Stage*> chain = stage_chain(image, stage.name);
    for (std::size_t i = 1; i < chain.size(); ++i)
      for (const ir::Step& step : chain[i]->steps)
        if (step.kind == ir::StepKind::kApt) installed.insert(step.words.begin(), step.words.end());
    for (ir::Step& step : stage.steps) {
      if (step.kind != ir::StepKind::kApt) continue;
      const std::set<std::string> wanted(step.words.begin(), step.words.end());
      step.words.clear();
      for (const std::string& package : wanted)
        if (installed.insert(package).second) step.words.push_back(package);
    }
    stage.steps.erase(std::remove_if(stage.steps.begin(), stage.steps.end(),
                                     [](const ir::Step& step) { return step.kind == ir::StepKind::kApt && step.words.empty(); }),
                      stage.steps.end());
  }
}

// `/app/./x` is what a template makes of `/app/${param.app}/x` when the application lies in the folder of the stack itself.
void tidy_path(std::string& path) {
  for (std::size_t at = path.find("/./"); at != std::string::npos; at = path.find("/./")) path.erase(at, 2);
}

void tidy_paths(ir::Image& image) {
  for (ir::Stage& stage : image.stages)
    for (ir::Step& step : stage.steps) {
      tidy_path(step.target);
      if (step.kind == ir::StepKind::kCopy)
        for (std::string& word : step.words) tidy_path(word);
      for (std::string& path : step.reads) tidy_path(path);
      for (std::string& path : step.writes) tidy_path(path);
      for (ir::RunMount& mount : step.mounts) {
        tidy_path(mount.target);
        tidy_path(mount.source);
      }
    }
}

void tidy_service(ir::Service& service) {
  for (std::string& path : service.writable) tidy_path(path);
  for (ir::Mount& mount : service.mounts) {
    tidy_path(mount.target);
    tidy_path(mount.source);
  }
}

// The user's place: where a template installs what the stack file names, the service is the user's, and the template a label.
diag::Builder report_at(Context& context, diag::Rule rule, const ir::Step& step, const ir::Image& image, std::string message) {
  const bool own = step.origin.by == ir::By::kUser || !image.origin.span.valid();
  diag::Builder report = context.sink.report(rule, own ? step.origin.span : image.origin.span, std::move(message));
  if (!own && step.origin.span.valid()) report.label(step.origin.span, "the template installs it here");
  return report;
}

void check_run_packages(const ir::Stack& stack, ir::ImageId id, ir::Image& image, Context& context) {
  std::set<std::string> seen;
  for (const std::string& target : run_targets(stack, id)) {
    if (target == image.dev_target) continue;  // development compiles
    for (const ir::Stage* stage : stage_chain(image, target))
      for (const ir::Step& step : stage->steps) {
        if (step.kind != ir::StepKind::kApt) continue;
        for (const std::string& package : step.words) {
          std::string_view run;
          if (!is_build_package(without_version(package), run) || !seen.insert(package).second) continue;
          report_at(context, diag::rule::build_package_at_run_time, step, image,
                    base::cat({"`", package, "` serves compiling only, and the stage `", target, "` of `", image.name, "` would carry it"}))
              .help(run.empty() ? base::cat({"move it to `system: {build: [", package, "]}`"})
                                : base::cat({"write `system: {build: [", package, "], run: [", run, "]}`"}));
        }
      }
  }
}

void check_names(ir::Image& image, Context& context) {
  for (const ir::Stage& stage : image.stages) {
    const std::vector<ir::Stage*> chain = stage_chain(image, stage.name);
    const std::string& base_image = chain.empty() ? stage.from_image : chain.back()->from_image;
    for (const ir::Step& step : stage.steps) {
      if (step.kind != ir::StepKind::kApt) continue;
      for (const std::string& package : step.words)
        for (const Rename& row : kRenames) {
          if (row.old_name != without_version(package) || base_image.find(row.release) == std::string::npos) continue;
          report_at(context, diag::rule::unknown_package, step, image,
                    base::cat({"`", package, "` is no package of Debian ", row.release, ", the base of stage `", stage.name, "`"}))
              .help(base::cat({"write `", row.new_name, "`"}));
        }
    }
  }
}

}  // namespace

void split_stages(ir::Stack& stack, Context& context) {
  for (ir::Service& service : stack.services) tidy_service(service);
  for (ir::ImageId id : stack.images.ids()) {
    ir::Image& image = stack.images[id];
    if (!image.built || image.external_dockerfile) continue;
    tidy_packages(image);
    tidy_paths(image);
    check_run_packages(stack, id, image, context);
    check_names(image, context);
    for (const ir::Service& service : stack.services) {
      if (service.image != id) continue;
      for (const std::string& target : {service.target, image.prod_target, image.dev_target})
        if (!target.empty() && find_stage(image, target) == nullptr)
          context.sink.report(
              diag::rule::no_stage, service.origin.span,
              base::cat({"`", service.name, "` runs the stage `", target, "`, which image `", image.name, "` does not have"}));
    }
  }
}

}  // namespace stackc::passes
