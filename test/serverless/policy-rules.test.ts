import { policyFaults } from './policy-rules';

const OK = { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: { 'Fn::Sub': 'arn:…:table/t' } };

function role(statement: object, more: object = {}): Record<string, unknown> {
  const PolicyDocument = { Statement: [OK, statement] };
  return { R: { Type: 'AWS::IAM::Role', Properties: { Policies: [{ PolicyDocument }], ...more } } };
}

describe('the rules for policies', () => {
  it('accept what is limited to a resource, and actions that AWS cannot limit', () => {
    expect(policyFaults(role(OK))).toEqual([]);
    expect(policyFaults(role({ ...OK, Action: ['lambda:GetAccountSettings'], Resource: '*' }))).toEqual([]);
    expect(
      policyFaults(role({ ...OK, Effect: 'Deny', Action: 's3:*', Resource: '*', Principal: '*' })),
    ).toEqual([]);
  });

  it.each<[name: string, statement: object, fault: string]>([
    ['every resource', { Resource: '*' }, 'R allows dynamodb:GetItem on every resource'],
    ['every resource in a list', { Resource: ['arn:…', '*'] }, 'R allows dynamodb:GetItem on every resource'],
    [
      'every resource in Fn::Sub',
      { Resource: { 'Fn::Sub': '*' } },
      'R allows dynamodb:GetItem on every resource',
    ],
    [
      'every resource beside an action without one',
      { Action: ['lambda:GetAccountSettings', 'dynamodb:GetItem'], Resource: '*' },
      'R allows dynamodb:GetItem on every resource',
    ],
    ['every action', { Action: '*' }, 'R allows *'],
    ['every action of a service, in a list', { Action: ['sqs:SendMessage', 'sqs:*'] }, 'R allows sqs:*'],
    ['NotAction', { Action: undefined, NotAction: 'iam:*' }, 'R has NotAction'],
    ['NotResource', { Resource: undefined, NotResource: 'arn:…' }, 'R has NotResource'],
    ['NotPrincipal', { NotPrincipal: { AWS: '1' } }, 'R has NotPrincipal'],
    ['a misspelt action', { Action: 'dynamodb:GetItems' }, 'R names dynamodb:GetItems, which is no action'],
    ['a misspelt denial', { Effect: 'Deny', Action: 'dynamodb:DeleteItems' }, 'R names dynamodb:DeleteItems'],
    ['everybody', { Principal: '*' }, 'R allows everybody'],
    ['everybody of AWS', { Principal: { AWS: ['arn:…', '*'] } }, 'R allows everybody'],
  ])('refuse %s', (_, statement, fault) => {
    expect(policyFaults(role({ ...OK, ...statement }))).toEqual([expect.stringContaining(fault)]);
  });

  it('refuse policies that others manage', () => {
    const arns = { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] };
    expect(policyFaults(role(OK, arns))).toEqual([expect.stringContaining('R has ManagedPolicyArns')]);
  });

  it('look under conditions, for statements and whole policies', () => {
    const bad = { ...OK, Resource: '*' };
    const branch = (inner: unknown) => ({ 'Fn::If': ['C', inner, { Ref: 'AWS::NoValue' }] });
    expect(policyFaults(role(branch(bad)))).toHaveLength(1);
    const policy = branch({ PolicyDocument: { Statement: bad } });
    expect(policyFaults({ R: { Properties: { Policies: [policy] } } })).toHaveLength(1);
  });

  it('look at every kind of resource that has a policy', () => {
    const document = { PolicyDocument: { Statement: [{ ...OK, Principal: '*' }] } };
    expect(policyFaults({ Q: { Type: 'AWS::SQS::QueuePolicy', Properties: document } })).toHaveLength(1);
    expect(policyFaults({ M: { Type: 'AWS::IAM::ManagedPolicy', Properties: document } })).toHaveLength(1);
  });
});
