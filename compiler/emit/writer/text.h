// Small helpers that every emitter shares: texts that may hold secrets, shell words, durations.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "ir/ir.h"

namespace stackc::emit {

// A Text as a string of the target. The caller has to say what each kind of part becomes there, so no emitter can forget a secret:
//   literal(const std::string&) -> std::string    the target's escaping
//   secret(const ir::SecretPart&) -> std::string
//   symbol(ir::Symbol) -> std::string
template <class Literal, class Secret, class SymbolFn>
std::string render(const ir::Text& text, Literal literal, Secret secret, SymbolFn symbol) {
  std::string out;
  for (const ir::TextPart& part : text.parts()) {
    if (const auto* words = std::get_if<std::string>(&part)) {
      out += literal(*words);
    } else if (const auto* hidden = std::get_if<ir::SecretPart>(&part)) {
      out += secret(*hidden);
    } else {
      out += symbol(std::get<ir::Symbol>(part));
    }
  }
  return out;
}

// One word of a POSIX shell command line: bare if no shell would touch it, else in single quotes.
std::string shell_word(std::string_view word);

// The duration of Go, Docker and Compose: 90 -> "1m30s", 3600 -> "1h", 0 -> "0s".
std::string go_duration(std::uint64_t seconds);

// The text with exactly one line end at its end; "" stays "".
std::string with_final_newline(std::string text);

// Where a file of this stack goes: its default path, unless `outputs:` renames it.
std::string placed(const ir::Stack& stack, const std::string& path);

}  // namespace stackc::emit
