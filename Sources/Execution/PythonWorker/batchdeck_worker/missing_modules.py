"""What to install when an import does not find its module."""

import importlib.util
import sys

# Modules whose package has another name on the index. The longest matching prefix counts.
_PACKAGES = {
    "Bio": "biopython",
    "Crypto": "pycryptodome",
    "Levenshtein": "levenshtein",
    "PIL": "pillow",
    "attr": "attrs",
    "azure.ai.ml": "azure-ai-ml",
    "azure.identity": "azure-identity",
    "azure.storage.blob": "azure-storage-blob",
    "azureml": "azureml-core",
    "azureml.contrib.services": "azureml-contrib-services",
    "azureml.core": "azureml-core",
    "azureml.data": "azureml-dataset-runtime",
    "azureml.dataprep": "azureml-dataprep",
    "azureml.mlflow": "azureml-mlflow",
    "azureml.train.automl": "azureml-train-automl-runtime",
    "bs4": "beautifulsoup4",
    "cv2": "opencv-python",
    "dateutil": "python-dateutil",
    "docx": "python-docx",
    "dotenv": "python-dotenv",
    "faiss": "faiss-cpu",
    "fitz": "pymupdf",
    "git": "gitpython",
    "google.cloud.storage": "google-cloud-storage",
    "google.protobuf": "protobuf",
    "imblearn": "imbalanced-learn",
    "inference_schema": "inference-schema",
    "jwt": "pyjwt",
    "magic": "python-magic",
    "osgeo": "gdal",
    "pkg_resources": "setuptools",
    "pptx": "python-pptx",
    "psycopg2": "psycopg2-binary",
    "pytesseract": "pytesseract",
    "pytorch_lightning": "pytorch-lightning",
    "sentence_transformers": "sentence-transformers",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "tensorflow_hub": "tensorflow-hub",
    "umap": "umap-learn",
    "yaml": "pyyaml",
}

# Modules that are their package's namesake. For one that is in neither table we name none: a guess
# can be somebody else's package.
_NAMESAKES = frozenset(
    """
    accelerate catboost cloudpickle datasets dask evaluate fastparquet fsspec gensim h5py joblib
    keras librosa lightgbm matplotlib mlflow nltk numpy onnx onnxruntime openai openpyxl pandas
    pdfplumber plotly polars prophet pyarrow pydantic pypdf rasterio ray regex requests safetensors
    scipy seaborn sentencepiece shap shapely soundfile spacy statsmodels tensorflow tiktoken timm
    tokenizers torch torchaudio torchvision tqdm transformers ultralytics xgboost
    """.split()
)


def missing_module_message(module):
    """One line: the module, what provides it and which environment lacks it."""
    start = f"No module named '{module}'"
    place = f"in the environment {sys.prefix}"
    package = _package(module)
    top = module.partition(".")[0]
    if package and top != module and _is_there(top):
        return (
            f"{start}: the {top} {place} does not have it."
            f" Install {package}, or another version of it."
        )
    if package:
        return f"{start}. Install {package} {place}."
    return (
        f"{start} {place}. Install the package that has it there, or put the module into the code"
        " folder if it is your own."
    )


def _package(module):
    parts = module.split(".")
    for count in range(len(parts), 0, -1):
        package = _PACKAGES.get(".".join(parts[:count]))
        if package:
            return package
    return parts[0] if parts[0] in _NAMESAKES else None


def _is_there(module):
    try:
        return importlib.util.find_spec(module) is not None
    except (ImportError, ValueError):
        return False
