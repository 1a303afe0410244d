using Trestle.Serving.Requests;

namespace Trestle.Serving.Codecs;

/// <summary>One of the forms of rows in a JSON body. Adding one takes one file and one line in <see cref="JsonFormCatalog"/>.</summary>
internal interface IJsonForm
{
    /// <summary>The member of the body's object that holds the rows.</summary>
    string Member { get; }

    /// <summary>Reads the rows; the reader is on the first token of the member's value, and afterwards on its last.</summary>
    void Read(ref JsonBody body, RequestRows rows);
}

/// <summary>All forms, one line each.</summary>
internal static class JsonFormCatalog
{
    public static IReadOnlyList<IJsonForm> All { get; } =
    [
        new DataframeSplit(),
        new DataframeRecords(),
        new Instances(),
        new Inputs(),
    ];

    /// <summary>Names of the members.</summary>
    public static string Members { get; } = string.Join(", ", All.Select(form => form.Member));
}
