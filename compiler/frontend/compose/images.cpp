#include "frontend/compose/images.h"

namespace stackc::compose {

static constexpr ImageFacts kImages[] = {
#define STACKC_IMAGE(repository, family, port, port_name, data, uid, gid, traits, variables, writable) \
  {repository, family, port, port_name, data, uid, gid, traits, variables, writable},
#include "frontend/compose/images.def"
#undef STACKC_IMAGE
};

static std::string_view without_digest(std::string_view reference) { return reference.substr(0, reference.find('@')); }

// Where the tag begins, with its colon; the size of the text if there is none. A colon before a slash belongs to a port.
static std::size_t tag_begin(std::string_view reference) {
  const std::size_t colon = reference.rfind(':');
  if (colon == std::string_view::npos || reference.find('/', colon) != std::string_view::npos) return reference.size();
  return colon;
}

std::string_view image_tag(std::string_view reference) {
  reference = without_digest(reference);
  const std::size_t begin = tag_begin(reference);
  return begin == reference.size() ? std::string_view() : reference.substr(begin + 1);
}

std::string_view image_repository(std::string_view reference) {
  reference = without_digest(reference);
  reference = reference.substr(0, tag_begin(reference));
  const std::size_t slash = reference.find('/');
  if (slash != std::string_view::npos) {
    const std::string_view first = reference.substr(0, slash);
    if (first == "localhost" || first.find_first_of(".:") != std::string_view::npos) reference.remove_prefix(slash + 1);
  }
  if (reference.starts_with("library/")) reference.remove_prefix(8);
  return reference;
}

bool is_alpine(std::string_view reference) { return image_tag(reference).find("alpine") != std::string_view::npos; }

const ImageFacts* image_facts(std::string_view reference) {
  const std::string_view repository = image_repository(reference);
  const bool alpine = is_alpine(reference);
  for (const ImageFacts& row : kImages) {
    const std::size_t at = row.repository.find('@');
    if (row.repository.substr(0, at) != repository) continue;
    if (at == std::string_view::npos || alpine) return &row;
  }
  return nullptr;
}

}  // namespace stackc::compose
