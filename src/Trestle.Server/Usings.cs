global using Trestle.Core.Artifacts;
global using Trestle.Core.Errors;
global using Trestle.Core.Lifecycle;
global using Trestle.Stages.Kernel.Access;
global using Trestle.Stages.Kernel.Formatting;
global using Trestle.Stages.Lifecycle;
