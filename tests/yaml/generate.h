// Inputs for the differential test: documents from a grammar, token soup, and mutations of given texts. The same seed gives the same
// inputs.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "random.h"

namespace stackc::yaml_test {

std::string grammar_document(Random& random);                              // mostly well-formed, all productions
std::string token_soup(Random& random);                                    // short runs of signs and words, mostly broken
std::string scalar_line(Random& random);                                   // one plain scalar in a place where its type matters
std::string mutate(Random& random, std::string_view text);                 // one to four small changes
std::string generate(Random& random, std::span<const std::string> texts);  // one of the above

}  // namespace stackc::yaml_test
