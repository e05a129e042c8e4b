// Types of style sheets and images. Next writes the same into next-env.d.ts, beside paths of its build folder
// that come and go; so that file is neither kept nor checked.
/// <reference types="next" />
/// <reference types="next/image-types/global" />
