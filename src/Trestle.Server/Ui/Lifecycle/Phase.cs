namespace Trestle.Server.Ui.Lifecycle;

/// <summary>A part of the way, for the eye: stages that belong together.</summary>
internal sealed record Phase(string Title, int First, int Last)
{
    /// <summary>All parts in order.</summary>
    public static IReadOnlyList<Phase> All { get; } =
    [
        new("Data", 1, 5),
        new("Features and candidates", 6, 9),
        new("Models", 10, 14),
        new("Package", 15, 17),
        new("Service", 18, 20),
        new("Watch", 21, 22),
    ];
}
