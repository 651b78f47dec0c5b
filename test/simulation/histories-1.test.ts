import { generatedHistories } from './sim/generated';

generatedHistories(1);
