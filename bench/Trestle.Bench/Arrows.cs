using Trestle.Tests.Architecture;

namespace Trestle.Bench;

/// <summary>Prints the figures of the architecture of the working tree in a folder; without one, in the current folder.</summary>
internal static class Arrows
{
    public static void Run(string[] args)
    {
        var tree = new SourceTree(args.FirstOrDefault() ?? Directory.GetCurrentDirectory());
        Console.Write(ArchitectureReport.Of(tree, LifecycleLaw.PlaceOf));
    }
}
