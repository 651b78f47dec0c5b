import { generatedHistories } from './sim/generated';

generatedHistories(4);
