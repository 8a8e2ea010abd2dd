#include "CPythonWorker.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char batch_worker[] = {
#embed "../Execution/PythonWorker/batch_worker.py"
};
static const unsigned char check_script[] = {
#embed "../Execution/PythonWorker/check_script.py"
};
static const unsigned char worker_package[] = {
#embed "../Execution/PythonWorker/batchdeck_worker/__init__.py"
};
static const unsigned char code_changes[] = {
#embed "../Execution/PythonWorker/batchdeck_worker/code_changes.py"
};
static const unsigned char configuration[] = {
#embed "../Execution/PythonWorker/batchdeck_worker/configuration.py"
};
static const unsigned char descriptors[] = {
#embed "../Execution/PythonWorker/batchdeck_worker/descriptors.py"
};
static const unsigned char failures[] = {
#embed "../Execution/PythonWorker/batchdeck_worker/failures.py"
};
static const unsigned char fork_server[] = {
#embed "../Execution/PythonWorker/batchdeck_worker/fork_server.py"
};
static const unsigned char forked_worker[] = {
#embed "../Execution/PythonWorker/batchdeck_worker/forked_worker.py"
};
static const unsigned char log_records[] = {
#embed "../Execution/PythonWorker/batchdeck_worker/log_records.py"
};
static const unsigned char logs[] = {
#embed "../Execution/PythonWorker/batchdeck_worker/logs.py"
};
static const unsigned char memory[] = {
#embed "../Execution/PythonWorker/batchdeck_worker/memory.py"
};
static const unsigned char mini_batch[] = {
#embed "../Execution/PythonWorker/batchdeck_worker/mini_batch.py"
};
static const unsigned char missing_modules[] = {
#embed "../Execution/PythonWorker/batchdeck_worker/missing_modules.py"
};
static const unsigned char online_scripts[] = {
#embed "../Execution/PythonWorker/batchdeck_worker/online_scripts.py"
};
static const unsigned char process[] = {
#embed "../Execution/PythonWorker/batchdeck_worker/process.py"
};
static const unsigned char rows[] = {
#embed "../Execution/PythonWorker/batchdeck_worker/rows.py"
};
static const unsigned char script[] = {
#embed "../Execution/PythonWorker/batchdeck_worker/script.py"
};
static const unsigned char script_signals[] = {
#embed "../Execution/PythonWorker/batchdeck_worker/script_signals.py"
};
static const unsigned char sharing[] = {
#embed "../Execution/PythonWorker/batchdeck_worker/sharing.py"
};
static const unsigned char signals[] = {
#embed "../Execution/PythonWorker/batchdeck_worker/signals.py"
};
static const unsigned char standard_modules[] = {
#embed "../Execution/PythonWorker/batchdeck_worker/standard_modules.py"
};
static const unsigned char status_page[] = {
#embed "../Execution/PythonWorker/batchdeck_worker/status_page.py"
};
static const unsigned char thread_caps[] = {
#embed "../Execution/PythonWorker/batchdeck_worker/thread_caps.py"
};
static const unsigned char wire[] = {
#embed "../Execution/PythonWorker/batchdeck_worker/wire.py"
};
static const unsigned char worker[] = {
#embed "../Execution/PythonWorker/batchdeck_worker/worker.py"
};
static const unsigned char azureml_user_package[] = {
#embed "../Execution/PythonWorker/azureml_user/__init__.py"
};
static const unsigned char parallel_run[] = {
#embed "../Execution/PythonWorker/azureml_user/parallel_run.py"
};
static const unsigned char mlflow_driver[] = {
#embed "../Execution/PythonWorker/mlflow_driver/mlflow_driver.py"
};
static const unsigned char mlflow_driver_settings[] = {
#embed "../Execution/PythonWorker/mlflow_driver/parallel_run_step.settings.json"
};
static const unsigned char mlflow_package[] = {
#embed "../Execution/PythonWorker/mlflow_driver/batchdeck_mlflow/__init__.py"
};
static const unsigned char mlflow_images[] = {
#embed "../Execution/PythonWorker/mlflow_driver/batchdeck_mlflow/images.py"
};
static const unsigned char mlflow_predictions[] = {
#embed "../Execution/PythonWorker/mlflow_driver/batchdeck_mlflow/predictions.py"
};
static const unsigned char mlflow_tables[] = {
#embed "../Execution/PythonWorker/mlflow_driver/batchdeck_mlflow/tables.py"
};
static const unsigned char mlflow_tensors[] = {
#embed "../Execution/PythonWorker/mlflow_driver/batchdeck_mlflow/tensors.py"
};

#define FILE_AT(path, bytes) {path, bytes, sizeof bytes}

static const batchdeck_python_file files[] = {
    FILE_AT("batch_worker.py", batch_worker),
    FILE_AT("check_script.py", check_script),
    FILE_AT("batchdeck_worker/__init__.py", worker_package),
    FILE_AT("batchdeck_worker/code_changes.py", code_changes),
    FILE_AT("batchdeck_worker/configuration.py", configuration),
    FILE_AT("batchdeck_worker/descriptors.py", descriptors),
    FILE_AT("batchdeck_worker/failures.py", failures),
    FILE_AT("batchdeck_worker/fork_server.py", fork_server),
    FILE_AT("batchdeck_worker/forked_worker.py", forked_worker),
    FILE_AT("batchdeck_worker/log_records.py", log_records),
    FILE_AT("batchdeck_worker/logs.py", logs),
    FILE_AT("batchdeck_worker/memory.py", memory),
    FILE_AT("batchdeck_worker/mini_batch.py", mini_batch),
    FILE_AT("batchdeck_worker/missing_modules.py", missing_modules),
    FILE_AT("batchdeck_worker/online_scripts.py", online_scripts),
    FILE_AT("batchdeck_worker/process.py", process),
    FILE_AT("batchdeck_worker/rows.py", rows),
    FILE_AT("batchdeck_worker/script.py", script),
    FILE_AT("batchdeck_worker/script_signals.py", script_signals),
    FILE_AT("batchdeck_worker/sharing.py", sharing),
    FILE_AT("batchdeck_worker/signals.py", signals),
    FILE_AT("batchdeck_worker/standard_modules.py", standard_modules),
    FILE_AT("batchdeck_worker/status_page.py", status_page),
    FILE_AT("batchdeck_worker/thread_caps.py", thread_caps),
    FILE_AT("batchdeck_worker/wire.py", wire),
    FILE_AT("batchdeck_worker/worker.py", worker),
    FILE_AT("azureml_user/__init__.py", azureml_user_package),
    FILE_AT("azureml_user/parallel_run.py", parallel_run),
    FILE_AT("mlflow_driver/mlflow_driver.py", mlflow_driver),
    FILE_AT("mlflow_driver/parallel_run_step.settings.json", mlflow_driver_settings),
    FILE_AT("mlflow_driver/batchdeck_mlflow/__init__.py", mlflow_package),
    FILE_AT("mlflow_driver/batchdeck_mlflow/images.py", mlflow_images),
    FILE_AT("mlflow_driver/batchdeck_mlflow/predictions.py", mlflow_predictions),
    FILE_AT("mlflow_driver/batchdeck_mlflow/tables.py", mlflow_tables),
    FILE_AT("mlflow_driver/batchdeck_mlflow/tensors.py", mlflow_tensors),
};

const batchdeck_python_file *const batchdeck_python_files = files;
const size_t batchdeck_python_file_count = sizeof files / sizeof files[0];
