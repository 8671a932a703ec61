#include <algorithm>

#include "base/text.h"
#include "syntax/forms/forms.h"
#include "syntax/forms/pieces.h"

namespace stackc::forms {
namespace {

using base::cat;

constexpr std::string_view kPropagations[] = {"rprivate", "private", "rshared", "shared", "rslave", "slave"};

bool is_file_path(std::string_view source) {
  if (source.empty()) return false;
  if (source[0] == '.' || source[0] == '/' || source[0] == '~' || source.starts_with("\\\\")) return true;
  const std::size_t letter = letter_length(source);
  return letter != 0 && source.substr(letter, 1) == ":";
}

void take_options(std::string_view options, Volume& volume) {
  for (const std::string_view option : base::split(options, ',')) {
    if (option == "ro") {
      volume.read_only = true;
    } else if (option == "rw") {
      volume.read_only = false;
    } else if (option == "nocopy") {
      volume.nocopy = true;
    } else if (option == "z" || option == "Z") {
      volume.selinux = option;
    } else if (std::find(std::begin(kPropagations), std::end(kPropagations), option) != std::end(kPropagations)) {
      volume.propagation = option;
    } else {
      volume.ignored.emplace_back(option);
    }
  }
}

// Where the section at `begin` ends. A colon behind a single letter belongs to a drive of Windows; a NUL ends a section, too. None: the
// text ends within `${`, where the reference drops what it has gathered.
std::optional<std::size_t> section_end(std::string_view text, std::size_t begin, int& depth) {
  const std::size_t letter = letter_length(text.substr(begin));
  for (std::size_t i = begin; i < text.size(); ++i) {
    if (text[i] == '$' && text.substr(i + 1, 1) == "{") {
      ++depth;
    } else if (text[i] == '}' && depth > 0) {
      --depth;
    } else if (text[i] == ':' && letter != 0 && i == begin + letter) {
      continue;
    } else if ((text[i] == ':' || text[i] == '\0') && depth == 0) {
      return i;
    }
  }
  return depth == 0 ? std::optional(text.size()) : std::nullopt;
}

}  // namespace

Parsed<Volume> parse_volume(std::string_view text) {
  Volume volume;
  if (text.empty()) return error_at(text, text, "a volume is empty: write `name:/path`, `./folder:/path` or `/path`");
  if (text.size() <= 2) {
    volume.target = text;
    return volume;
  }
  int depth = 0;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::optional<std::size_t> end = section_end(text, begin, depth);
    if (!end) break;
    const std::string_view section = text.substr(begin, *end - begin);
    const bool last = *end == text.size() || text[*end] == '\0';
    if (section.empty())
      return error_at(text, text.substr(begin > 0 ? begin - 1 : 0, 1),
                      cat({"a part of the volume `", text, "` is empty: write `source:target` or `source:target:options`"}));
    const bool target = volume.source.empty() ? last : volume.target.empty();
    if (target) {
      volume.target = section;  // also a second time: a NUL ends a section, as in the loader
    } else if (volume.source.empty()) {
      volume.source = section;
    } else if (!last) {
      return error_at(
          text, text.substr(*end),
          cat({"the volume `", text, "` has too many colons: only `source:target:options` is read; the long form takes any path"}));
    } else {
      take_options(section, volume);
    }
    begin = *end + 1;
  }
  if (is_file_path(volume.source)) volume.type = Volume::Type::kBind;
  return volume;
}

Parsed<Device> parse_device(std::string_view text) {
  std::string_view parts[3];
  std::size_t count = 0;
  for (std::size_t at = 0;; ++count) {
    const std::size_t end = piece_end(text, at, ':');
    if (count == 3)
      return error_at(text, text.substr(at - 1),
                      cat({"the device `", text, "` has too many colons: write `source:target:permissions`, or the long form"}));
    parts[count] = text.substr(at, end - at);
    at = end + 1;
    if (end >= text.size()) break;
  }
  Device device{std::string(parts[0]), std::string(parts[1].empty() ? parts[0] : parts[1]), "rwm"};
  if (count == 2) device.permissions = parts[2];
  return device;
}

}  // namespace stackc::forms
