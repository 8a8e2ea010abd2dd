# Registers a model, an environment and data, creates an endpoint with two deployments, scores with both
# and takes the endpoint down again: what Azure's published scripts do, in their manner.
set -e

# <connect_workspace>
az account set --subscription "my-subscription"
az configure --defaults group="my-group" workspace="my-workspace" location="westeurope"
az extension add -n ml -y
# </connect_workspace>
echo "Subscription $(az account show --query id -o tsv)"

# <endpoint_name>
ENDPOINT_SUFFIX=$(cat /dev/urandom | tr -dc 'a-z0-9' | fold -w 5 | head -n 1)
ENDPOINT_NAME="texts-$ENDPOINT_SUFFIX"
# </endpoint_name>

check_job_status() {
    STATUS=$(az ml job show -n $JOB_NAME --query status -o tsv)
    echo "Job $JOB_NAME: $STATUS"
    if [[ $STATUS == "Failed" ]]; then
        exit 1
    elif [[ $STATUS != "Completed" ]]; then
        exit 2
    fi
}

echo "Registering the model"
az ml model create --name stopwords --type "custom_model" --path "word-counter/model"

echo "Registering the environment"
az ml environment create --file environment/plain-python.yml

echo "Registering the data"
az ml data create -f texts.yml --tags origin=harbour language=en
az ml data show --name harbour-texts --label latest --query path -o tsv

echo "Creating compute"
az ml compute create -n batch-cluster --type amlcompute --min-instances 0 --max-instances 5
if [[ $(az ml compute show -n batch-cluster --query provisioning_state -o tsv) != "Succeeded" ]]; then
    exit 3
fi

echo "Creating batch endpoint $ENDPOINT_NAME"
az ml batch-endpoint create --file endpoint.yml --name $ENDPOINT_NAME --only-show-errors
az ml batch-endpoint show --name $ENDPOINT_NAME --query "{Name: name, State: provisioning_state}"

echo "Creating the first deployment, the default one"
DEPLOYMENT_NAME="text-lengths"
az ml batch-deployment create --file deployment-lengths/deployment.yml \
                              --endpoint-name $ENDPOINT_NAME \
                              --set-default \
                              --set settings.environment_variables.UNIT=words
az ml batch-deployment show --name $DEPLOYMENT_NAME --endpoint-name $ENDPOINT_NAME

echo "Invoking the endpoint, and polling until the job has ended"
JOB_NAME=$(az ml batch-endpoint invoke --name $ENDPOINT_NAME --input texts --input-type uri_folder --query name -o tsv)
echo "JOB polled $JOB_NAME"
az ml job show -n $JOB_NAME --web
STATUS=$(az ml job show -n $JOB_NAME --query status -o tsv)
while [[ $STATUS != "Completed" && $STATUS != "Failed" && $STATUS != "Canceled" ]]; do
    sleep 0.2
    STATUS=$(az ml job show -n $JOB_NAME --query status -o tsv)
done
check_job_status
az ml job stream -n $JOB_NAME
az ml job download --name $JOB_NAME --output-name score --download-path ./

echo "Invoking with another output"
JOB_NAME=$(az ml batch-endpoint invoke --name $ENDPOINT_NAME --input texts --output-path results --set output_file_name=lengths.csv --query name -o tsv)
echo "JOB elsewhere $JOB_NAME"
az ml job stream -n $JOB_NAME
check_job_status

echo "Invoking with other settings"
JOB_NAME=$(az ml batch-endpoint invoke --name $ENDPOINT_NAME --input texts --mini-batch-size 20 --instance-count 2 --query name -o tsv)
echo "JOB overridden $JOB_NAME"
az ml job stream -n $JOB_NAME
check_job_status

echo "Listing the deployment's jobs"
az ml batch-deployment list-jobs --name $DEPLOYMENT_NAME --endpoint-name $ENDPOINT_NAME --query [].name

echo "Creating the second deployment, not the default one"
az ml batch-deployment create --file word-counter/deployment.yml --endpoint-name $ENDPOINT_NAME

echo "Invoking it with registered data"
DEPLOYMENT_NAME="word-counter"
JOB_NAME=$(az ml batch-endpoint invoke --name $ENDPOINT_NAME --deployment-name $DEPLOYMENT_NAME --input azureml:harbour-texts@latest --query name -o tsv)
echo "JOB second $JOB_NAME"
az ml job stream -n $JOB_NAME
check_job_status
SCORE_JOB=$(az ml job list --parent-job-name $JOB_NAME --query "[0].name" -o tsv)
az ml job download --name $SCORE_JOB --all --download-path second

echo "Making it the default one"
az ml batch-endpoint update --name $ENDPOINT_NAME --set defaults.deployment_name=$DEPLOYMENT_NAME
az ml batch-endpoint show --name $ENDPOINT_NAME --query "{Name:name, Defaults:defaults}"
JOB_NAME=$(az ml batch-endpoint invoke --name $ENDPOINT_NAME --input texts --query name -o tsv)
echo "JOB default $JOB_NAME"
az ml job stream -n $JOB_NAME
check_job_status

echo "Deleting everything"
az ml batch-deployment delete --name text-lengths --endpoint-name $ENDPOINT_NAME --yes
az ml batch-endpoint delete --name $ENDPOINT_NAME --yes --no-wait
echo "Done"
