namespace Trestle.Server.Ui.Pipeline;

/// <summary>A group of stages on the pipeline page.</summary>
internal sealed record StageGroup(string Title, int First, int Last)
{
    /// <summary>All groups in order.</summary>
    public static IReadOnlyList<StageGroup> All { get; } =
    [
        new("Data", 1, 5),
        new("Features and candidates", 6, 9),
        new("Models", 10, 14),
        new("Package", 15, 17),
        new("Serving", 18, 20),
        new("Monitoring", 21, 22),
    ];
}
