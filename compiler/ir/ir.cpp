#include "ir/ir.h"

#include <utility>

namespace stackc::ir {

void Text::append(std::string literal) {
  if (literal.empty()) return;
  if (!parts_.empty())
    if (auto* last = std::get_if<std::string>(&parts_.back())) {
      *last += literal;
      return;
    }
  parts_.emplace_back(std::move(literal));
}

void Text::append(const Text& other) {
  std::vector<TextPart> parts = other.parts_;  // a text may be appended to itself
  for (TextPart& part : parts) {
    if (auto* literal = std::get_if<std::string>(&part)) {
      append(std::move(*literal));
    } else {
      parts_.push_back(std::move(part));
    }
  }
}

bool Text::has_secret() const {
  for (const TextPart& part : parts_)
    if (std::holds_alternative<SecretPart>(part)) return true;
  return false;
}

std::optional<SecretId> Text::sole_secret() const {
  if (parts_.size() != 1) return std::nullopt;
  const auto* part = std::get_if<SecretPart>(&parts_.front());
  if (part == nullptr || part->encoding != Encoding::kNone) return std::nullopt;
  return part->secret;
}

std::optional<std::string> Text::plain() const {
  if (parts_.empty()) return std::string();
  if (parts_.size() != 1) return std::nullopt;
  const auto* literal = std::get_if<std::string>(&parts_.front());
  if (literal == nullptr) return std::nullopt;
  return *literal;
}

ServiceId Stack::find_service(std::string_view wanted) const {
  for (ServiceId id : services.ids())
    if (services[id].name == wanted) return id;
  return ServiceId();
}

}  // namespace stackc::ir
