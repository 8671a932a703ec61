// Any text as a short form of ports. Beside what the sanitizers see, these hold for every input:
//   - there is a value or an error with a message and a range in the text
//   - each port that comes out, written as a short form, is that port again
//   - a replacement that an error offers is accepted, or has another error
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "syntax/forms/forms.h"

namespace {

using namespace stackc;

std::string written(const forms::Port& port) {
  std::string out;
  if (!port.host_ip.empty()) out += (port.host_ip.find(':') == std::string::npos ? port.host_ip : "[" + port.host_ip + "]") + ":";
  if (!port.host_ip.empty() || !port.published.empty()) out += port.published + ":";
  return out + std::to_string(port.target) + "/" + port.protocol;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto ports = forms::parse_ports(text);
  if (!ports) {
    STACKC_CHECK(!ports.error.message.empty() && ports.error.begin <= ports.error.end && ports.error.end <= text.size(),
                 "an error without message or place");
    if (ports.error.replacement.empty()) return 0;
    const auto right = forms::parse_ports(ports.error.replacement);
    STACKC_CHECK(right || right.error.message != ports.error.message, "a replacement with the same mistake");
    return 0;
  }
  STACKC_CHECK(!ports.value->empty(), "no port and no error");
  std::size_t tried = 0;
  for (const forms::Port& port : *ports.value) {
    if (++tried > 20) break;
    const auto again = forms::parse_ports(written(port));
    STACKC_CHECK(again && again.value->size() == 1 && again.value->front() == port, "a port changes when it is written");
  }
  return 0;
}
