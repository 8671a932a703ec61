// Any text as a short form of volumes, devices, amounts, durations, commands and hosts. Beside what the sanitizers see, these hold for
// every input:
//   - there is a value or an error with a message and a range in the text
//   - a volume whose parts hold no colon, written as a short form, is that volume again; so is a device
//   - a duration that is printed is read as the same; words of a command in single quotes are those words
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "syntax/forms/forms.h"

namespace {

using namespace stackc;

template <class T>
bool good(const forms::Parsed<T>& parsed, std::string_view text) {
  if (parsed) return true;
  STACKC_CHECK(!parsed.error.message.empty() && parsed.error.begin <= parsed.error.end && parsed.error.end <= text.size(),
               "an error without message or place");
  return false;
}

// Longer than a letter, which would be a drive.
bool simple(std::string_view part) { return part.size() > 4 && part.find_first_of(std::string_view(":$}\0", 4)) == std::string_view::npos; }

void check_volume(std::string_view text) {
  const auto parsed = forms::parse_volume(text);
  if (!good(parsed, text)) return;
  const forms::Volume& volume = *parsed.value;
  if (!simple(volume.source) || !simple(volume.target)) return;
  const std::string options = std::string(volume.read_only ? "ro" : "rw") + (volume.nocopy ? ",nocopy" : "");
  const auto again = forms::parse_volume(volume.source + ":" + volume.target + ":" + options);
  STACKC_CHECK(again && again.value->source == volume.source && again.value->target == volume.target && again.value->type == volume.type,
               "a volume changes when it is written");
  STACKC_CHECK(again.value->read_only == volume.read_only && again.value->nocopy == volume.nocopy, "an option changes when it is written");
}

void check_command(std::string_view text) {
  const auto parsed = forms::parse_command(text);
  if (!good(parsed, text)) return;
  std::string quoted;
  for (const std::string& word : *parsed.value) {
    if (word.find('\'') != std::string::npos) return;
    quoted += "'" + word + "' ";
  }
  const auto again = forms::parse_command(quoted);
  STACKC_CHECK(again && *again.value == *parsed.value && !forms::command_cut(quoted), "a command changes when it is quoted");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_volume(text);
  check_command(text);
  if (const auto device = forms::parse_device(text); good(device, text) && simple(device.value->source) && simple(device.value->target)) {
    const auto again = forms::parse_device(device.value->source + ":" + device.value->target);
    STACKC_CHECK(again && again.value->source == device.value->source && again.value->target == device.value->target,
                 "a device changes when it is written");
  }
  if (const auto duration = forms::parse_duration(text); good(duration, text)) {
    const std::string printed = forms::format_duration(*duration.value);
    const auto again = forms::parse_duration(printed);
    STACKC_CHECK(again && *again.value == *duration.value, "a duration changes when it is printed");
  }
  good(forms::parse_bytes(text), text);
  good(forms::parse_mode(text), text);
  good(forms::parse_extra_host(text), text);
  const std::string name = forms::normalize_project_name(text);
  STACKC_CHECK(name.empty() || (forms::is_project_name(name) && forms::normalize_project_name(name) == name), "a name that is not normal");
  forms::is_absolute_windows(text);
  return 0;
}
