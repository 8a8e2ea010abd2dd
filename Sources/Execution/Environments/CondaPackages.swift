/// What pip has for a conda package.
enum PipCounterpart: Equatable, Sendable {
  case sameName
  case renamed(String)
  /// Not a Python distribution: a C library, a compiler, a marker, an R package.
  case none
}

/// Conda packages and PyPI distributions. Most carry one name; these are the well-known ones that do
/// not, so that a conda file of Python packages can be honoured without conda.
enum CondaPackages {
  static func pipCounterpart(of name: String) -> PipCounterpart {
    if let renamed = renamed[name] { return .renamed(renamed) }
    let isForeign =
      notPython.contains(name) || name.hasPrefix("_") || name.hasPrefix("r-")
      || name.hasSuffix("-ng") || name.hasSuffix("_linux-64")
    return isForeign ? .none : .sameName
  }

  private static let renamed = [
    "attr": "attrs",
    "dask-core": "dask",
    "geopandas-base": "geopandas",
    "importlib_metadata": "importlib-metadata",
    "importlib_resources": "importlib-resources",
    "matplotlib-base": "matplotlib",
    "msgpack-python": "msgpack",
    "opencv": "opencv-python-headless",
    "py-lightgbm": "lightgbm",
    "py-opencv": "opencv-python-headless",
    "py-xgboost": "xgboost",
    "py-xgboost-cpu": "xgboost",
    "py-xgboost-gpu": "xgboost",
    "pyarrow-core": "pyarrow",
    "pyqt": "PyQt5",
    "pytables": "tables",
    "python-blosc": "blosc",
    "python-graphviz": "graphviz",
    "python-lmdb": "lmdb",
    "pytorch": "torch",
    "pytorch-cpu": "torch",
    "pytorch-gpu": "torch",
    "ray-core": "ray",
    "ray-default": "ray[default]",
    "ruamel_yaml": "ruamel.yaml",
    "seaborn-base": "seaborn",
    "sentence-transformers-base": "sentence-transformers",
    "spacy-model-en_core_web_sm": "en-core-web-sm",
    "streamlit-base": "streamlit",
    "tensorflow-base": "tensorflow",
    "tensorflow-gpu": "tensorflow",
    "torchvision-cpu": "torchvision",
    "typing_extensions": "typing-extensions",
  ]

  private static let notPython: Set<String> = [
    "blas", "boost-cpp", "bzip2", "c-compiler", "ca-certificates", "cairo", "cmake", "compilers",
    "cuda", "cuda-cudart", "cuda-nvcc", "cuda-runtime", "cuda-toolkit", "cuda-version",
    "cudatoolkit", "cudnn", "curl", "cxx-compiler", "ffmpeg", "fortran-compiler", "freetype",
    "gcc", "geos", "gfortran", "git", "graphviz", "gxx", "hdf5", "icu", "intel-openmp", "jpeg",
    "lapack", "libblas", "libcblas", "libcurl", "libffi", "libgcc", "libgdal", "libgfortran",
    "libgl", "libgomp", "libiconv", "libjpeg-turbo", "liblapack", "libopenblas", "libpng",
    "libprotobuf", "libsndfile", "libspatialindex", "libstdcxx", "libtiff", "libuuid", "libxcb",
    "libxml2", "llvm-openmp", "lz4-c", "mkl", "mkl-include", "nccl", "ncurses", "nodejs", "nomkl",
    "openblas", "openjdk", "openmpi", "openssl", "perl", "poppler", "proj", "pytorch-cuda",
    "pytorch-mutex", "readline", "rust", "sqlite", "tbb", "tesseract", "tk", "xz", "yaml", "zlib",
    "zstd",
  ]
}
