#include "driver/manifest.h"

#include <algorithm>
#include <utility>

#include "base/file_system.h"
#include "base/json.h"
#include "base/text.h"
#include "diag/rules/files.h"
#include "syntax/yaml/tree.h"

namespace stackc::driver {

static bool is_hash(std::string_view text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) { return base::is_digit(c) || (c >= 'a' && c <= 'f'); });
}

Manifest read_manifest(source::SourceManager& sources, const std::string& path, std::string text, diag::Sink& sink) {
  Manifest manifest;
  manifest.exists = true;
  source::FileId file = sources.add(path, std::move(text));
  diag::Sink syntax;  // JSON is YAML; one message is enough for a broken manifest
  yaml::Tree tree = yaml::read(sources, file, syntax);
  auto broken = [&](source::Span span, std::string_view why) {
    manifest.usable = false;
    sink.report(diag::rule::bad_manifest, span, base::cat({"the manifest cannot be used: ", why}))
        .help("restore it from version control, or delete it and run `stackc build --force` once");
    return manifest;
  };
  source::Span whole{file, 0, 0};
  if (syntax.has_errors()) return broken(syntax.all().front().span, syntax.all().front().message);
  if (tree.documents.size() != 1 || tree.documents[0].root->kind != yaml::Kind::kMap) return broken(whole, "it is no JSON object");
  const yaml::Node* version = tree.documents[0].root->find("manifest");
  if (version == nullptr || version->text != "1") return broken(version != nullptr ? version->span : whole, "`manifest` is not 1");
  const yaml::Node* outputs = tree.documents[0].root->find("outputs");
  if (outputs == nullptr || outputs->kind != yaml::Kind::kMap)
    return broken(outputs != nullptr ? outputs->span : whole, "`outputs` is no object");
  for (const yaml::Entry& entry : outputs->entries) {
    if (entry.key->kind != yaml::Kind::kScalar || base::contained_path(entry.key->text) != entry.key->text)
      return broken(entry.key->span, "a path leaves the output folder");
    if (entry.value->kind != yaml::Kind::kScalar || !is_hash(entry.value->text))
      return broken(entry.value->span, "a hash is not SHA-256 in lower-case hexadecimal");
    manifest.hashes.emplace(entry.key->text, entry.value->text);
  }
  return manifest;
}

std::string write_manifest(const Manifest& manifest) {
  base::JsonWriter json;
  json.begin_object().member("about", "what `stackc build` wrote, with SHA-256 of each; do not edit").member("manifest", 1);
  json.key("outputs").begin_object();
  for (const auto& [path, hash] : manifest.hashes) json.member(path, hash);
  return json.end_object().end_object().finish();
}

}  // namespace stackc::driver
