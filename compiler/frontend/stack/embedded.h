// The template library inside the program; embed.cmake writes the table from stdlib/*/*.yaml, sorted by name.
#pragma once

#include <span>
#include <string_view>

namespace stackc::frontend {

struct EmbeddedTemplate {
  std::string_view name;  // data/postgres
  std::string_view text;
};
std::span<const EmbeddedTemplate> embedded_templates();

}  // namespace stackc::frontend
