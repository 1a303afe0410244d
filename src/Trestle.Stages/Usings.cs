global using Trestle.Core.Artifacts;
global using Trestle.Core.Errors;
global using Trestle.Core.Lifecycle;
global using Trestle.Core.Schema;
global using Trestle.Learners;
global using Trestle.Rows.Blocks;
global using Trestle.Rows.Plans;
global using Trestle.Rows.Steps;
