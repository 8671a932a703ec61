// The same question to us: what the front end makes of a case, in the words of the reference.
#pragma once

#include <string>

#include "corpus.h"
#include "frontend/compose/project.h"

namespace stackc::compose_test {

compose::LoadOptions options_of(const Case& c, const std::string& folder);
Verdict our_verdict(const Case& c, const std::string& root);                             // the case lies in `root`/NAME
Verdict our_verdict(const Case& c, base::FileSystem& files, const std::string& folder);  // ... or in `folder` of any file system

}  // namespace stackc::compose_test
