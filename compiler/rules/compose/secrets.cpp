// Secrets and configs: what names their files, and what is said about owner and mode.
#include <string>

#include "diag/rules/security.h"
#include "rules/compose/edits.h"

namespace stackc::rules::compose {

namespace {

constexpr std::string_view kFolder = "/run/secrets/";

bool covers(std::string_view target, std::string_view path) {
  while (target.size() > 1 && target.ends_with('/')) target.remove_suffix(1);
  return path == target || (path.starts_with(target) && path.size() > target.size() && path[target.size()] == '/');
}

// Whether something is mounted at the path: a secret or config by its target, or a volume.
bool mounted(const Value& service, std::string_view path) {
  for (std::string_view kind : {"secrets", "configs"}) {
    const Value* list = list_of(service, kind);
    if (list == nullptr) continue;
    for (const Value* item : *list->list) {
      std::string_view target = item->is_string() ? item->text : item->string("target");
      std::string_view source = item->is_string() ? item->text : item->string("source");
      if (target.empty()) target = source;
      if (target == path || (kind == "secrets" && target.find('/') == std::string_view::npos && path.substr(kFolder.size()) == target))
        return true;
    }
  }
  for (std::string_view kind : {"volumes", "tmpfs"}) {
    const Value* list = list_of(service, kind);
    if (list == nullptr) continue;
    for (const Value* item : *list->list)
      if (covers(item->is_string() ? item->text.substr(0, item->text.find(':')) : item->string("target"), path)) return true;
  }
  return false;
}

void check_attached(const Input& input, const Member& service, diag::Sink& sink) {
  const Value* declared = map_of(input.project, "secrets");
  for (const Setting& setting : settings(service.value->find("environment"))) {
    if (!setting.value || !std::string_view(*setting.value).starts_with(kFolder) || setting.value->find("${") != std::string::npos)
      continue;
    std::string_view name = std::string_view(*setting.value).substr(kFolder.size());
    if (name.empty() || name.find('/') != std::string_view::npos || mounted(*service.value, *setting.value)) continue;
    const Member* secret = declared == nullptr ? nullptr : static_cast<const model::Map*>(declared->map)->find(name);
    diag::Builder report =
        sink.report(diag::rule::secret_not_attached, part(input.sources, setting.span, *setting.value),
                    cat({setting.name, " names the file of the secret `", name, "`, which `", service.key, "` does not have"}));
    if (secret == nullptr) {
      report.help(cat({"declare `", name, "` in `secrets:` at the top, and add it to the `secrets` of `", service.key, "`"}));
      continue;
    }
    report.label(place(*secret), "declared here; a service has it only if it lists it");
    report.help(cat({"add `", name, "` to the `secrets` of `", service.key, "`"}));
    if (service.value->find("secrets") != nullptr) continue;
    if (auto edit = append_lines(input.sources, *service.value, cat({"secrets:\n  - ", name, "\n"})))
      report.fix(cat({"attach the secret `", name, "`"}), diag::Safety::kUnsafe, {*edit});
  }
}

std::string octal(std::int64_t value) {
  std::string out;
  for (; value > 0; value /= 8) out.insert(out.begin(), static_cast<char>('0' + value % 8));
  return "0" + out;
}

// A mode whose digits are those of an octal one, written as a decimal number.
void check_mode(const Value* mode, diag::Sink& sink) {
  if (mode == nullptr || mode->kind != model::Kind::kInt || mode->quoted || mode->text.size() != 3) return;
  if (mode->text.find_first_not_of("01234567") != std::string_view::npos || mode->text[0] == '0') return;
  sink.report(diag::rule::decimal_mode, mode->span,
              cat({"`", mode->text, "` is a decimal number, which is the mode ", octal(mode->integer)}))
      .help(cat({"write `0", mode->text, "`"}))
      .fix(cat({"write `0", mode->text, "`"}), diag::Safety::kUnsafe, {diag::Edit{mode->span, cat({"0", mode->text})}});
}

void check_options(const Input& input, const Member& service, std::string_view kind, diag::Sink& sink) {
  const Value* list = list_of(*service.value, kind);
  const Value* declared = map_of(input.project, kind);
  if (list == nullptr || declared == nullptr) return;
  for (const Value* item : *list->list) {
    if (!item->is_map()) continue;
    const Value* top = declared->find(item->string("source"));
    if (top == nullptr || top->find("file") == nullptr) continue;
    for (std::string_view key : {"uid", "gid", "mode"}) {
      const Member* option = static_cast<const model::Map*>(item->map)->find(key);
      if (option == nullptr || !option->key_span.valid()) continue;
      sink.report(
          diag::rule::secret_options_ignored, option->key_span,
          cat({"`", key, "` of `", item->string("source"), "` has no effect outside of Swarm: the file is mounted as it is on the host"}));
      break;
    }
  }
}

}  // namespace

void check_secrets(const Input& input, diag::Sink& sink) {
  each_service(input.project, [&](const Member& service) {
    check_attached(input, service, sink);
    for (std::string_view kind : {"secrets", "configs"}) check_options(input, service, kind, sink);
  });
}

void check_modes(const FileInput& input, diag::Sink& sink) {
  each_service(input.raw, [&](const Member& service) {
    for (std::string_view kind : {"secrets", "configs"})
      if (const Value* list = list_of(*service.value, kind))
        for (const Value* item : *list->list) check_mode(item->find("mode"), sink);
    if (const Value* list = list_of(*service.value, "volumes"))
      for (const Value* item : *list->list) check_mode(item->at({"tmpfs", "mode"}), sink);
  });
}

}  // namespace stackc::rules::compose
