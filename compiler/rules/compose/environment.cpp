// Settings of containers: files of them, and values that are not what they seem.
#include <array>
#include <unordered_map>

#include "diag/rules/style.h"
#include "rules/compose/view.h"

namespace stackc::rules::compose {

namespace {

bool is_template(std::string_view path) {
  std::string name = base::to_lower(base::file_name(path));
  for (std::string_view end : {".example", ".sample", ".template", ".dist", "-example", "-sample"})
    if (name.ends_with(end)) return true;
  return name.starts_with("example.") || name.starts_with("sample.");
}

void check_env_files(const Input& input, const Member& service, diag::Sink& sink) {
  each_env_file(*service.value, [&](std::string_view path, source::Span whole) {
    if (!is_template(path)) return;
    std::string name(base::file_name(path));
    source::Span span = part(input.sources, whole, name);
    diag::Builder report =
        sink.report(diag::rule::example_env_file, span, cat({"`", service.key, "` takes its settings from the template `", name, "`"}));
    std::string real = name.substr(0, name.rfind('.'));
    if (real.empty() || real == name) real = ".env";
    report.help(cat({"copy it to `", real, "`, keep that out of version control, and write `env_file: ", real, "`"}));
    if (span.valid() && input.sources.text(span) == name)
      report.fix(cat({"use `", real, "`"}), diag::Safety::kUnsafe, {diag::Edit{span, real}});
  });
}

// A variable of the service that its env_file sets too. A null takes the value of the environment and so means the same.
void check_overridden(const Member& service, EnvFiles& files, diag::Sink& sink) {
  std::vector<Setting> own = settings(service.value->find("environment"));
  if (own.empty()) return;
  std::unordered_map<std::string_view, const Setting*> names;
  each_env_file(*service.value, [&](std::string_view path, source::Span span) {
    if (names.empty())
      for (const Setting& setting : own) names.emplace(setting.name, &setting);
    for (const std::string& name : files.names(path)) {
      auto found = names.find(name);
      if (found == names.end() || !found->second->value) continue;
      sink.report(diag::rule::setting_overridden, found->second->span,
                  cat({name, " of `", service.key, "` stands in `", base::file_name(path), "` too; that value has no effect"}))
          .label(span, "this file sets it");
      names.erase(found);
    }
  });
}

bool names_env_file(std::string_view value) {
  std::string_view name = base::file_name(value);
  return name == ".env" || name.starts_with(".env.") || name.ends_with(".env");
}

void check_env_variable(const Member& service, const Setting& setting, diag::Sink& sink) {
  std::string name = base::to_upper(setting.name);
  if (name != "ENV_FILE" && name != "ENVFILE" && name != "DOTENV_FILE" && name != "DOTENV") return;
  if (!names_env_file(*setting.value)) return;
  sink.report(diag::rule::env_file_as_variable, setting.span,
              cat({setting.name, " hands `", service.key, "` the name `", *setting.value, "`; nobody reads that file"}))
      .help(cat({"write `env_file: ", *setting.value, "`, which sets each of its variables"}));
}

// The first private IPv4 address in a text: 10/8, 172.16/12, 192.168/16; "" if there is none. Networks (`/24`) are no addresses.
std::string_view private_address(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!base::is_digit(text[at]) || (at > 0 && (base::is_alnum(text[at - 1]) || text[at - 1] == '.'))) continue;
    unsigned numbers[4] = {};
    std::size_t end = at;
    int count = 0;
    for (; count < 4; ++count) {
      if (count > 0) {
        if (end >= text.size() || text[end] != '.') break;
        ++end;
      }
      std::size_t begin = end;
      unsigned number = 0;
      while (end < text.size() && base::is_digit(text[end]) && end - begin < 3)
        number = number * 10 + static_cast<unsigned>(text[end++] - '0');
      if (end == begin || number > 255) break;
      numbers[count] = number;
    }
    bool follows = end < text.size() && (base::is_alnum(text[end]) || text[end] == '.' ||
                                         (text[end] == '/' && end + 1 < text.size() && base::is_digit(text[end + 1])));
    if (count < 4 || follows) continue;
    if (numbers[0] == 10 || (numbers[0] == 192 && numbers[1] == 168) || (numbers[0] == 172 && numbers[1] >= 16 && numbers[1] < 32))
      return text.substr(at, end - at);
  }
  return {};
}

void check_address(const Input& input, const Member& service, const Setting& setting, diag::Sink& sink) {
  std::string_view address = private_address(*setting.value);
  if (address.empty()) return;
  sink.report(diag::rule::private_address, part(input.sources, setting.span, address),
              cat({setting.name, " of `", service.key, "` holds the address of one machine, `", address, "`"}))
      .help(cat({"take it from a variable: `${PUBLIC_HOST:-localhost}`"}));
}

void check_build_time(const Member& service, const Setting& setting, diag::Sink& sink) {
  bool inlined = false;
  for (std::string_view prefix : {"NEXT_PUBLIC_", "VITE_", "REACT_APP_", "VUE_APP_", "GATSBY_"})
    inlined |= setting.name.starts_with(prefix);
  const Value* build = map_of(*service.value, "build");
  if (!inlined || build == nullptr) return;
  for (const Setting& argument : settings(build->find("args")))
    if (argument.name == setting.name) return;
  sink.report(diag::rule::build_time_variable, setting.span,
              cat({setting.name, " is written into the files of `", service.key, "` while it is built; a change here does not reach them"}))
      .help(cat({"pass it in `build: {args: ...}` too, and declare `ARG ", setting.name, "` in the Dockerfile"}));
}

// A list in which a name stands twice; the last one counts.
void check_twice(const FileInput& input, const Value* list, diag::Sink& sink) {
  if (list == nullptr || list->kind != model::Kind::kList) return;
  std::unordered_map<std::string_view, const Setting*> seen;
  std::vector<Setting> all = settings(list);
  for (const Setting& setting : all) {
    auto [slot, fresh] = seen.emplace(setting.name, &setting);
    if (fresh) continue;
    sink.report(diag::rule::name_twice_in_list, part(input.sources, setting.span, setting.name),
                cat({"`", setting.name, "` stands in this list twice; only the last one counts"}))
        .label(slot->second->span, "this one is lost");
    slot->second = &setting;
  }
}

}  // namespace

void check_environment(const Input& input, diag::Sink& sink) {
  EnvFiles files(input);
  each_service(input.project, [&](const Member& service) {
    check_env_files(input, service, sink);
    check_overridden(service, files, sink);
    for (const Setting& setting : settings(service.value->find("environment"))) {
      if (!setting.value) continue;
      check_env_variable(service, setting, sink);
      check_address(input, service, setting, sink);
      check_build_time(service, setting, sink);
    }
  });
}

void check_settings(const FileInput& input, diag::Sink& sink) {
  each_service(input.raw, [&](const Member& service) {
    for (std::string_view key : {"environment", "labels", "annotations", "sysctls"}) check_twice(input, service.value->find(key), sink);
    if (const Value* build = map_of(*service.value, "build"))
      for (std::string_view key : {"args", "labels"}) check_twice(input, build->find(key), sink);
  });
}

}  // namespace stackc::rules::compose
