using Trestle.Serving.Requests;

namespace Trestle.Serving.Codecs;

/// <summary><c>{"dataframe_records": [{"age": 42, "city": "Bern"}]}</c>, as pandas writes it with orient "records".</summary>
internal sealed class DataframeRecords : IJsonForm
{
    /// <inheritdoc/>
    public string Member => "dataframe_records";

    /// <inheritdoc/>
    public void Read(ref JsonBody body, RequestRows rows) => JsonShape.ReadRecords(ref body.Reader, rows);
}
