// The files beside the compose file: configuration files that are mounted, the example of the environment file, the folder of secrets.
#include <optional>
#include <utility>

#include "base/text.h"
#include "diag/rules/target.h"
#include "emit/compose/model.h"
#include "emit/writer/dotenv.h"
#include "emit/writer/layout.h"
#include "emit/writer/text.h"

namespace stackc::emit::compose {

using base::cat;
using std::string;

// ---------------------------------------------------------------- configuration files
static bool is_plain_value(const ir::Value& value) {
  if (const auto* text = std::get_if<ir::Text>(&value.data)) return text->plain().has_value();
  if (const auto* list = std::get_if<ir::ValueList>(&value.data)) {
    for (const ir::Value& item : *list)
      if (!is_plain_value(item)) return false;
  }
  if (const auto* map = std::get_if<ir::ValueMap>(&value.data)) {
    for (const auto& entry : *map)
      if (!is_plain_value(entry.second)) return false;
  }
  return true;
}

// None if a secret or a symbol stands in it: such a file cannot be written ahead.
static std::optional<Output> config_output(const ir::ConfigFile& file) {
  Output out;
  out.target = "compose";
  if (file.format == ir::FileFormat::kText) {
    out.text = with_final_newline(file.text);
    out.executable = out.text.substr(0, 2) == "#!";
    out.format = out.executable ? Format::kShell : Format::kText;
    return out;
  }
  if (!is_plain_value(file.value)) return std::nullopt;
  const Yaml tree = from_value(file.value);
  out.format = file.format == ir::FileFormat::kYaml ? Format::kYaml : Format::kJson;
  out.text = out.format == Format::kYaml ? write_yaml(tree, kHeader) : write_json(tree);
  out.meant = file.value;
  out.has_meant = true;
  return out;
}

static string with_environment(const string& path, const string& environment) {  // infra/x/x.yml -> infra/x/x.prod.yml
  const std::size_t name = path.rfind('/') == string::npos ? 0 : path.rfind('/') + 1;
  const std::size_t dot = path.rfind('.');
  if (dot == string::npos || dot <= name) return cat({path, ".", environment});
  return cat({path.substr(0, dot), ".", environment, path.substr(dot)});
}

// The first environment that has the file names it; one that wants other content gets its own file beside it.
string config_path(const Build& build, const ir::ConfigFile& file) {
  string path = placed(build.stack, file.path);
  for (const ir::Stack& other : build.project.stacks) {
    if (&other == &build.stack) break;
    for (const ir::Service& service : other.services)
      for (const ir::ConfigFile& theirs : service.files) {
        if (theirs.path != file.path) continue;
        if (theirs.format == ir::FileFormat::kText && file.format == ir::FileFormat::kText)
          return with_final_newline(theirs.text) == with_final_newline(file.text) ? path : with_environment(path, build.stack.environment);
        const auto first = config_output(theirs), mine = config_output(file);
        return first && mine && first->text == mine->text ? path : with_environment(path, build.stack.environment);
      }
  }
  return path;
}

void put_config_files(Build& build, OutputSet& outputs) {
  if (build.stack.compose) return;  // they stand in the compose file itself
  for (const ir::Service& service : build.stack.services)
    for (const ir::ConfigFile& file : service.files) {
      auto output = config_output(file);
      if (!output) {
        build.sink.report(diag::rule::plain_secret, file.origin.span,
                          cat({"`", file.path, "` would hold a value that is known only where the stack runs"}));
        continue;
      }
      outputs.put(config_path(build, file), std::move(*output), build.sink);
    }
}

// ---------------------------------------------------------------- the environment file
static string readers(const ir::Stack& stack, ir::SecretId secret) {
  std::vector<string> names;
  for (const ir::Service& service : stack.services)
    if (reads_secret(service, secret)) names.push_back(service.name);
  return base::join(names, ", ");
}

static void write_secret(Build& build, ir::SecretId id, DotenvWriter& out) {
  const ir::Secret& secret = build.stack.secrets[id];
  string words = cat({"Read by ", readers(build.stack, id), "."});
  if (build.in_urls.count(id) != 0) words += " Stands in a URL: letters, digits and - . _ ~ only.";
  if (build.mounted.count(id) != 0) words += cat({" The same value as in ", secret.file, "."});
  if (secret.hint) words += cat({"\nMake one: ", *secret.hint});
  if (secret.deliver == ir::Deliver::kExternal) {
    out.comment(cat({words, "\n", secret.env_name, " is not kept here: export it before running compose."}));
    return;
  }
  out.comment(words);
  // What stood in a compose file is no secret any more; the example shows it.
  const string value = (!build.prod() || build.stack.compose) && secret.dev_value ? secret.dev_value->value : string();
  if (!out.set(secret.env_name, value))
    build.sink.report(diag::rule::dotenv_form, secret.dev_value->origin.span,
                      cat({"the dev value of `", secret.name, "` has no form that all readers of .env files agree on"}));
}

static void write_secrets(Build& build, DotenvWriter& out) {
  bool first = true;
  for (ir::SecretId id : build.stack.secrets.ids()) {
    if (build.interpolated.count(id) == 0) continue;
    if (first) {
      out.blank();
      out.comment(build.stack.compose ? "---- What the compose file leaves to its environment, and passwords that stood in it"
                  : build.prod()      ? "---- Secrets: every one needs a value"
                                      : "---- Secrets: throw-away values for development");
    }
    first = false;
    write_secret(build, id, out);
  }
  for (ir::SecretId id : build.mounted) {
    if (first) out.blank();
    first = false;
    const ir::Secret& secret = build.stack.secrets[id];
    out.comment(cat({secret.name, " is the content of ", secret.file, secret.hint ? cat({"; make one: ", *secret.hint}) : ""}));
  }
}

static void write_release(Build& build, DotenvWriter& out) {
  if (build.image_tag) {
    out.blank();
    out.comment("---- Release\nTag of the images to run: the one that was built and pushed, such as a git commit.");
    static_cast<void>(out.set("IMAGE_TAG", ""));
  }
  static constexpr std::pair<ir::Symbol, const char*> kNames[] = {
      {ir::Symbol::kGitSha, "GIT_SHA"}, {ir::Symbol::kGitTag, "GIT_TAG"}, {ir::Symbol::kGitBranch, "GIT_BRANCH"}};
  for (const auto& [symbol, name] : kNames)
    if (build.symbols.count(symbol) != 0) out.comment(cat({name, " is set by `make`; without it, it is \"unknown\"."}));
}

// What the programs find in their environment is fixed in the compose file; people look for it here, so it is told once.
static void write_overview(Build& build, DotenvWriter& out) {
  std::set<string> told;
  for (const ir::Service& service : build.stack.services) {
    if (!service.image.valid() || !build.stack.images[service.image].built) continue;
    string lines;
    for (const ir::EnvVar& var : service.env) {
      string line = cat({var.name, "=",
                         render(
                             var.value, [](const string& words) { return words; },
                             [&](const ir::SecretPart& part) {
                               return cat({"${", build.stack.secrets[part.secret].env_name, "}"});
                             },
                             [](ir::Symbol) { return string("(set by make)"); })});
      line = base::replace_all(line, "\n", "\\n");
      if (told.insert(line).second) lines += cat({"\n", line});
    }
    if (lines.empty()) continue;
    out.blank();
    out.comment(cat({"---- What ", service.name, " gets; to change it, edit stack.yaml", lines}));
  }
}

void put_environment_example(Build& build, OutputSet& outputs) {
  if (build.stack.compose && build.interpolated.empty()) return;
  DotenvWriter out;
  out.comment(kHeader);
  out.comment(cat({"Copy this file to ", build.env_file, " and set its values there. Never commit ", build.env_file, "."}));
  write_secrets(build, out);
  write_release(build, out);
  if (is_default(build.project, build.stack) && !build.stack.compose) write_overview(build, out);
  outputs.put(dotenv_example(build.project, build.stack),
              {.text = out.finish(), .format = Format::kDotenv, .executable = false, .target = "compose", .meant = {}}, build.sink);
}

void put_secrets_folder(Build& build, OutputSet& outputs) {
  std::set<string> folders;
  for (ir::SecretId id : build.mounted) folders.insert(folder_of(build.stack.secrets[id].file));
  for (const string& folder : folders) {
    if (folder.empty()) continue;  // beside the stack file: that folder's own .gitignore is the user's
    outputs.put(folder + "/.gitignore",
                {.text = secrets_gitignore(), .format = Format::kText, .executable = false, .target = "compose", .meant = {}}, build.sink);
  }
}

}  // namespace stackc::emit::compose
