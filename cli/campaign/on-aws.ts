/**
 * What campaigns do on AWS, loaded when it is first needed: the clients of S3, Step Functions, Scheduler, CloudFormation
 * and STS take longer to load than the console takes to start, and the local stack needs none of them.
 */
export function onAws(): typeof import('./aws/index') {
  return require('./aws/index') as typeof import('./aws/index');
}
