// Everything that the file says, kept as values of the IR for the targets that read compose files themselves: paths as seen from the
// output folder, secrets as secrets, and nothing that only the loader added.
#include <utility>

#include "base/text.h"
#include "frontend/compose/lower_context.h"

namespace stackc::compose {

using base::cat;

static std::vector<std::string_view> steps(std::string_view path) {
  std::vector<std::string_view> out;
  for (const std::string_view step : base::split(path, '/')) {
    if (step.empty() || step == ".") continue;
    if (step == ".." && !out.empty() && out.back() != "..") {
      out.pop_back();
    } else {
      out.push_back(step);
    }
  }
  return out;
}

static std::string relative(std::string_view from, std::string_view to) {
  const auto have = steps(from), want = steps(to);
  std::size_t common = 0;
  while (common < have.size() && common < want.size() && have[common] == want[common]) ++common;
  std::string out;
  for (std::size_t i = common; i < have.size(); ++i) out += out.empty() ? ".." : "/..";
  for (std::size_t i = common; i < want.size(); ++i) out += cat({out.empty() ? "" : "/", want[i]});
  return out.empty() ? "." : out;
}

std::string Lowering::path(const model::Value& value) const {
  std::string words = scalar(&value);
  if (!words.starts_with('/')) return words;
  // What begins with a slash in the file, perhaps in a short form, is a place of the machine.
  std::string_view raw = value.span.valid() ? sources_.text(value.span) : std::string_view();
  if (raw.starts_with('"') || raw.starts_with('\'')) raw.remove_prefix(1);
  if (raw.starts_with('/') || raw.starts_with('~')) return words;
  const bool inside = project_.directory == "/" || words == project_.directory || words.starts_with(project_.directory + "/");
  if (raw.starts_with('$') && !inside) return words;
  return relative(options_.folder.empty() ? project_.directory : options_.folder, words);
}

// Which members hold a path of the machine, by the key that they stand under (list items take the key of their list).
static bool is_path(std::string_view parent, std::string_view key) {
  return key == "context" || (key == "file" && (parent == "secrets" || parent == "configs" || parent == "credential_spec")) ||
         (key == "path" && parent == "watch") || parent == "additional_contexts" || (key == "device" && parent == "driver_opts");
}

// The loader prints entries of `blkio_config` by the names of its own fields: Path, Weight, Rate.
static bool is_block_device_list(std::string_view key) { return key == "weight_device" || key.starts_with("device_"); }

// `id: path`, which the loader prints and does not read, as `id=path`.
std::string Lowering::ssh_key(const model::Value& value) const {
  std::string words = scalar(&value);
  const std::size_t colon = words.find(": ");
  if (colon == std::string::npos) return words;
  const std::string_view folder = options_.folder.empty() ? project_.directory : options_.folder;
  const std::string path = words.substr(colon + 2);
  const bool inside = path.starts_with(cat({project_.directory, "/"}));
  return cat({words.substr(0, colon), "=", inside ? relative(folder, path) : path});
}

ir::Value Lowering::written(const model::Value* value, std::string_view key, std::string_view parent, std::string_view service) {
  ir::Value out;
  if (value == nullptr) return out;
  switch (value->kind) {
    case model::Kind::kNull:
      break;
    case model::Kind::kBool:
      out.data = value->boolean;
      break;
    case model::Kind::kInt:
      out.data = value->integer;
      break;
    case model::Kind::kFloat:
      out.data = model::scalar_text(*value);
      break;
    case model::Kind::kTime:
    case model::Kind::kString:
      if (key == "ssh" && parent == "ssh") {
        out.data = ir::Text(ssh_key(*value));
      } else if (is_path(parent, key)) {
        out.data = ir::Text(path(*value));
      } else if (parent == "environment" || key == "command" || key == "entrypoint") {
        out.data = text(value, parent == "environment" ? key : std::string_view(), service);
      } else {
        out.data = ir::Text(std::string(value->is_string() ? value->text : std::string_view(scalar(value))));
      }
      break;
    case model::Kind::kList: {
      ir::ValueList list;
      for (const model::Value* item : *value->list) list.push_back(written(item, key, key, service));
      out.data = std::move(list);
      break;
    }
    case model::Kind::kMap: {
      ir::ValueMap map;
      const bool bind = (key == "volumes" || parent == "volumes") && scalar(value, "type") == "bind";
      for (const model::Member& member : *value->map) {
        if (member.key == "label_file" && parent.empty()) continue;  // its labels are among `labels` by now
        ir::Value inner;
        if (bind && member.key == "source") {
          inner.data = ir::Text(path(*member.value));
        } else {
          // `secrets: {db: {file: x}}`: the name of the secret is no part of the question.
          const std::string_view above = key == "secrets" || key == "configs" || parent.empty() ? key
                                         : (parent == "secrets" || parent == "configs")         ? parent
                                                                                                : key;
          inner = written(member.value, member.key, above, service);
        }
        map.emplace_back(is_block_device_list(key) ? base::to_lower(member.key) : std::string(member.key), std::move(inner));
      }
      out.data = std::move(map);
      break;
    }
  }
  return out;
}

ir::ValueMap Lowering::written_map(const model::Value* value, std::string_view key, std::string_view service) {
  ir::Value out = written(value, key, "", service);
  if (auto* map = std::get_if<ir::ValueMap>(&out.data)) return std::move(*map);
  return {};
}

}  // namespace stackc::compose
