global using System.CommandLine;
global using Spectre.Console;
global using Spectre.Console.Rendering;
global using Trestle.Core.Errors;
global using Trestle.Core.Lifecycle;
global using Trestle.Stages.Kernel.Formatting;
global using Trestle.Stages.Lifecycle;
